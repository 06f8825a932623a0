// Types to choose from, by category or, when something was typed, by how well they fit.

import { Text } from '@mantine/core';
import { categoryColor, NodeIcon } from '@/canvas';
import type { NodeType } from '@/model';
import classes from './type_list.module.css';

export interface TypeGroup {
    title: string;
    types: NodeType[];
}

interface Props {
    id: string;
    label: string;
    groups: TypeGroup[];
    active: string | null;
    onPick: (type: string) => void;
    onHover: (type: string) => void;
}

/** For a combobox: its input keeps the focus and says which option is active. */
export function TypeList({ id, label, groups, active, onPick, onHover }: Props) {
    return (
        <div id={id} role="listbox" aria-label={label} className={classes.list} tabIndex={-1}>
            {groups.map(({ title, types }) => (
                <div key={title} role="group" aria-label={title}>
                    <Text component="div" size="xs" c="dimmed" fw={600} className={classes.heading} aria-hidden>
                        {title}
                    </Text>
                    {types.map((type) => (
                        <div
                            key={type.type}
                            id={`${id}-${type.type}`}
                            role="option"
                            aria-selected={type.type === active}
                            data-active={type.type === active || undefined}
                            className={classes.option}
                            ref={(element) => {
                                if (type.type === active) {
                                    element?.scrollIntoView({ block: 'nearest' });
                                }
                            }}
                            onMouseMove={() => type.type !== active && onHover(type.type)}
                            onMouseDown={(event) => event.preventDefault()}
                            onClick={() => onPick(type.type)}
                        >
                            <TypeIcon type={type} />
                            <span className={classes.title}>{type.title}</span>
                            <span className={classes.about}>{firstSentence(type.help)}</span>
                        </div>
                    ))}
                </div>
            ))}
        </div>
    );
}

export function TypeIcon({ type, size = 17 }: { type: NodeType; size?: number }) {
    return (
        <span
            className={classes.icon}
            style={
                { '--category': `var(--mantine-color-${categoryColor(type.category)}-filled)` } as React.CSSProperties
            }
        >
            <NodeIcon name={type.icon} size={size} />
        </span>
    );
}

export function firstSentence(help: string): string {
    const plain = help.replace(/\s+/g, ' ').replace(/[`*]/g, '').trim();
    return /^(.+?[.!?])(\s|$)/.exec(plain)?.[1] ?? plain;
}
