// An editor with its label, its help and what is wrong below it. CodeMirror comes when the first one is shown; until then
// a plain field takes what is typed.

import { Input, Textarea } from '@mantine/core';
import { lazy, Suspense, useId, useRef, type ReactNode } from 'react';
import type { Fault, Language, Proposals } from './context';
import classes from './editors.module.css';

const CodeMirror = lazy(async () => ({ default: (await import('./code_mirror')).CodeMirror }));

export interface BoxProps {
    value: string;
    onChange: (value: string) => void;
    label: string;
    description?: string;
    error?: string;
    required?: boolean;
    placeholder?: string;
    readOnly?: boolean;
    isLabelHidden?: boolean;
    language: Language;
    rows?: number;
    hasLineNumbers?: boolean;
    propose?: (text: string, caret: number) => Proposals | null;
    check?: (text: string) => Promise<Fault[]>;
    /** Known from elsewhere; shown beside what `check` finds. */
    faults?: readonly Fault[];
    /** What is wrong at the caret, or first; undefined: nothing. */
    onFault?: (message: string | undefined) => void;
    /** The caret goes there whenever this changes. */
    goTo?: { line: number; count: number };
    isGrowing?: boolean;
    /** Below the field. */
    children?: ReactNode;
}

export function EditorBox(props: BoxProps) {
    const { label, description, error, required, isLabelHidden, children } = props;
    const id = useId();
    // Whoever types in the plain field goes on in the other one.
    const focus = useRef(false);
    const about = error ? `${id}-error` : description ? `${id}-description` : undefined;
    return (
        <Input.Wrapper
            label={isLabelHidden ? undefined : label}
            description={description}
            error={error}
            withAsterisk={required}
            labelElement="div"
            errorProps={{ id: `${id}-error` }}
            descriptionProps={{ id: `${id}-description` }}
            className={props.isGrowing ? classes.growing : undefined}
        >
            <Suspense fallback={<Plain {...props} about={about} focus={focus} />}>
                <CodeMirror {...props} about={about} focus={focus} />
            </Suspense>
            {children}
        </Input.Wrapper>
    );
}

export interface InnerProps extends BoxProps {
    about: string | undefined;
    focus: React.RefObject<boolean>;
}

function Plain({ value, onChange, label, required, placeholder, readOnly, rows, about, focus, error }: InnerProps) {
    return (
        <Textarea
            aria-label={label}
            aria-describedby={about}
            error={error !== undefined}
            required={required}
            placeholder={placeholder}
            readOnly={readOnly}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            onFocus={() => (focus.current = true)}
            onBlur={() => (focus.current = false)}
            autosize
            minRows={rows ?? 1}
            maxRows={24}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        />
    );
}
