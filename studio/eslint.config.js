// What a reader of the studio's sources may rely on, beyond what the compiler checks.
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
    { ignores: ['dist', 'node_modules', 'src/api/schema.ts'] },
    ...tseslint.configs.recommended,
    hooks.configs['recommended-latest'],
    { files: ['src/**/*.tsx'], ...a11y.flatConfigs.recommended },
    {
        files: ['src/**/*.{ts,tsx}'],
        rules: {
            '@typescript-eslint/no-non-null-assertion': 'error',
            '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
            'no-console': 'error',
            'no-eval': 'error',
        },
    },
    {
        files: ['src/**/*.tsx'],
        rules: {
            // Focus goes to the one field that a page or a dialog is for, and what scrolls is reachable without a mouse.
            'jsx-a11y/no-autofocus': 'off',
            'jsx-a11y/no-noninteractive-tabindex': 'off',
            // In a list, a tree or a toolbar the whole listens to the keys; axe and the keyboard's own tests look at that.
            'jsx-a11y/click-events-have-key-events': 'off',
            'jsx-a11y/interactive-supports-focus': 'off',
            'jsx-a11y/no-noninteractive-element-interactions': 'off',
        },
    },
);
