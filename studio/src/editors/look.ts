// The studio's colours, light and dark: all of them are Mantine's variables.

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colour = (name: string) => `var(--mantine-color-${name})`;
const border = `1px solid ${colour('default-border')}`;

const style = HighlightStyle.define([
    { tag: tags.keyword, color: colour('violet-text') },
    { tag: tags.string, color: `light-dark(${colour('teal-9')}, ${colour('green-4')})` },
    { tag: tags.number, color: `light-dark(${colour('red-9')}, ${colour('orange-4')})` },
    { tag: tags.comment, color: colour('dimmed'), fontStyle: 'italic' },
    { tag: [tags.namespace, tags.brace], color: colour('blue-text') },
    { tag: [tags.function(tags.variableName), tags.standard(tags.variableName)], color: colour('grape-text') },
    { tag: tags.propertyName, color: colour('text') },
]);

export function look(rows: number): Extension {
    return [
        syntaxHighlighting(style),
        EditorView.theme({
            '&': { color: colour('text'), backgroundColor: 'transparent', fontSize: '13px', maxHeight: '100%' },
            '&.cm-focused': { outline: 'none' },
            '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.5', overflow: 'auto' },
            '.cm-content': { caretColor: colour('text'), padding: '6px 0', minHeight: `${rows * 1.5 + 0.9}em` },
            '.cm-line': { padding: '0 10px' },
            '.cm-cursor': { borderLeftColor: colour('text') },
            '.cm-placeholder': { color: colour('placeholder') },
            '.cm-gutters': { backgroundColor: 'transparent', borderRight: border, color: colour('dimmed') },
            '.cm-activeLineGutter': { backgroundColor: 'transparent' },
            '&.cm-focused .cm-matchingBracket': { backgroundColor: colour('teal-light') },
            '.cm-tooltip': {
                border,
                borderRadius: '6px',
                backgroundColor: colour('body'),
                color: colour('text'),
                boxShadow: 'var(--mantine-shadow-md)',
            },
            '.cm-tooltip-autocomplete ul li': { padding: '2px 8px' },
            '.cm-tooltip-autocomplete ul li[aria-selected]': {
                backgroundColor: 'var(--mantine-primary-color-light)',
                color: colour('text'),
            },
            '.cm-completionDetail': { color: colour('dimmed'), fontStyle: 'normal' },
            '.cm-completionInfo': { maxWidth: '340px', fontFamily: 'var(--mantine-font-family)' },
            '.cm-diagnostic': { padding: '4px 8px', fontFamily: 'var(--mantine-font-family)' },
        }),
    ];
}
