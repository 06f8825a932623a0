// A node's help, which is Markdown of a modest kind: paragraphs, lists, fences, `code`, **bold**.

import { Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './help_text.module.css';

type Block = { kind: 'text' | 'list'; lines: string[] } | { kind: 'code'; text: string };

export function HelpText({ text }: { text: string }) {
    return (
        <div className={classes.help}>
            {blocksOf(text).map((block, place) => {
                if (block.kind === 'code') {
                    return (
                        <Code block key={place} className={classes.code} tabIndex={0}>
                            {block.text}
                        </Code>
                    );
                }
                if (block.kind === 'list') {
                    return (
                        <ul key={place}>
                            {block.lines.map((line, item) => (
                                <li key={item}>{inline(line)}</li>
                            ))}
                        </ul>
                    );
                }
                return (
                    <Text component="p" size="sm" key={place}>
                        {inline(block.lines.join(' '))}
                    </Text>
                );
            })}
        </div>
    );
}

export function blocksOf(text: string): Block[] {
    const blocks: Block[] = [];
    let open: Block | null = null;
    let isCode = false;
    for (const line of text.split('\n')) {
        if (line.startsWith('```')) {
            open = isCode ? null : { kind: 'code', text: '' };
            if (open) {
                blocks.push(open);
            }
            isCode = !isCode;
        } else if (isCode && open?.kind === 'code') {
            open.text += (open.text ? '\n' : '') + line;
        } else if (line.trim() === '') {
            open = null;
        } else if (/^[-*] /.test(line)) {
            if (open?.kind !== 'list') {
                open = { kind: 'list', lines: [] };
                blocks.push(open);
            }
            open.lines.push(line.slice(2));
        } else if (open?.kind === 'list' && /^\s/.test(line)) {
            open.lines[open.lines.length - 1] += ` ${line.trim()}`;
        } else {
            if (open?.kind !== 'text') {
                open = { kind: 'text', lines: [] };
                blocks.push(open);
            }
            open.lines.push(line.replace(/^#+ /, ''));
        }
    }
    return blocks;
}

function inline(line: string): ReactNode[] {
    return line.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, place) => {
        if (part.startsWith('`') && part.length > 2) {
            return <Code key={place}>{part.slice(1, -1)}</Code>;
        }
        return part.startsWith('**') && part.length > 4 ? <strong key={place}>{part.slice(2, -2)}</strong> : part;
    });
}
