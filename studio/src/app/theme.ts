// How everything looks, once: quiet neutral surfaces, one accent, 14 px text, compact controls.

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
    '#e7f5f3',
    '#cfe9e5',
    '#a3d6cf',
    '#74c3b9',
    '#4db2a6',
    '#35a497',
    '#229387',
    '#158076',
    '#0d7068',
    '#085850',
];

const gray: MantineColorsTuple = [
    '#f6f7f8',
    '#eef0f2',
    '#e3e6e9',
    '#d3d8dc',
    '#b9c1c8',
    '#8b96a0',
    '#5a6570',
    '#47515b',
    '#323a42',
    '#1d2329',
];

const dark: MantineColorsTuple = [
    '#d6dbe0',
    '#bcc3ca',
    '#a0a9b2',
    '#7d8791',
    '#3d464f',
    '#323a42',
    '#242a30',
    '#1b2025',
    '#15191d',
    '#0f1215',
];

export const theme = createTheme({
    primaryColor: 'teal',
    primaryShade: { light: 8, dark: 8 },
    colors: { teal, gray, dark },
    autoContrast: true,
    black: '#1d2329',
    scale: 0.9,
    defaultRadius: '6px',
    fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
    fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    headings: {
        fontWeight: '600',
        sizes: {
            h1: { fontSize: '20px', lineHeight: '1.3' },
            h2: { fontSize: '16px', lineHeight: '1.4' },
            h3: { fontSize: '14px', lineHeight: '1.4' },
        },
    },
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
        Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
        Modal: {
            defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } },
            styles: { title: { fontSize: '16px', fontWeight: 600 } },
        },
        Drawer: { styles: { title: { fontSize: '16px', fontWeight: 600 } } },
        Card: { styles: { root: { background: 'var(--mr-surface)' } } },
        // Focus goes to the first item; a placeholder before it would be a child that a menu may not have.
        Menu: { defaultProps: { shadow: 'md', withinPortal: true, withInitialFocusPlaceholder: false } },
        Button: { defaultProps: { variant: 'default' } },
        ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
        Table: { defaultProps: { verticalSpacing: '7px', horizontalSpacing: 'sm', borderColor: 'var(--mr-line)' } },
        Badge: { defaultProps: { variant: 'light', radius: 'sm' }, styles: { label: { textTransform: 'none' } } },
    },
});

const named = ['red', 'pink', 'grape', 'violet', 'indigo', 'blue', 'cyan', 'green', 'lime', 'yellow', 'orange'];

// Text in a tint of its own colour has a contrast of at least 4.5 with it in both themes.
function readable(shade: number): Record<string, string> {
    return Object.fromEntries(
        [...named, 'teal', 'gray'].flatMap((name) =>
            ['light-color', 'outline', 'text'].map((use) => [
                `--mantine-color-${name}-${use}`,
                `var(--mantine-color-${name}-${shade})`,
            ]),
        ),
    );
}

/** `--mr-…`: what Mantine has no name for. Rooms use these and Mantine's variables, never colours of their own. */
export const variables: CSSVariablesResolver = () => ({
    variables: {},
    light: {
        ...readable(9),
        '--mantine-color-gray-light-color': 'var(--mantine-color-gray-7)',
        '--mantine-color-yellow-light-color': '#7a5200',
        '--mantine-color-orange-light-color': '#9a3d00',
        '--mantine-color-lime-light-color': '#3f6212',
        '--mantine-color-green-light-color': '#1c6b30',
        '--mantine-color-cyan-light-color': '#0b5f70',
        '--mantine-color-anchor': 'var(--mantine-color-teal-8)',
        '--mantine-color-error': 'var(--mantine-color-red-9)',
        '--mantine-color-dimmed': 'var(--mantine-color-gray-6)',
        '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
        '--mr-page': 'var(--mantine-color-gray-0)',
        '--mr-surface': '#ffffff',
        '--mr-sunken': 'var(--mantine-color-gray-1)',
        '--mr-line': 'var(--mantine-color-gray-2)',
        '--mr-accent': 'var(--mantine-color-teal-8)',
        '--mr-accent-soft': 'var(--mantine-color-teal-0)',
        '--mr-focus': 'var(--mantine-color-teal-7)',
    },
    dark: {
        ...readable(3),
        '--mantine-color-body': 'var(--mantine-color-dark-7)',
        '--mantine-color-anchor': 'var(--mantine-color-teal-3)',
        '--mantine-color-error': 'var(--mantine-color-red-4)',
        '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
        '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
        '--mr-page': 'var(--mantine-color-dark-8)',
        '--mr-surface': 'var(--mantine-color-dark-7)',
        '--mr-sunken': 'var(--mantine-color-dark-9)',
        '--mr-line': 'var(--mantine-color-dark-5)',
        '--mr-accent': 'var(--mantine-color-teal-4)',
        '--mr-accent-soft': '#173733',
        '--mr-focus': 'var(--mantine-color-teal-4)',
    },
});

/** Where a browser keeps the choice between light, dark and the system's. */
export const themeKey = 'millrace.theme';
