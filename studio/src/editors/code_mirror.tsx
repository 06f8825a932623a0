// CodeMirror within React: the text is the property's; what is typed is told. Loaded when the first editor is shown.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { forEachDiagnostic, lintGutter, lintKeymap, linter, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, placeholder as placeholderOf } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { words } from '@/words';
import { completionOf } from './completion_source';
import type { InnerProps } from './editor_box';
import { languageOf } from './languages';
import { look } from './look';
import classes from './editors.module.css';

const fromOutside = Annotation.define<boolean>();
const checkAfterMs = 300;

export function CodeMirror(props: InnerProps) {
    const box = useRef<HTMLDivElement>(null);
    const view = useRef<EditorView | null>(null);
    // Handlers look here, so that the editor lives on while what it is given changes.
    const now = useRef(props);
    now.current = props;
    const changing = useRef(new Compartment());
    const about = useRef(new Compartment());

    // At once: what is typed while the plain field gives way must not be lost.
    useLayoutEffect(() => {
        const parent = box.current;
        if (!parent) {
            return;
        }
        const made = new EditorView({
            parent,
            state: EditorState.create({
                doc: now.current.value,
                extensions: [
                    changing.current.of(rightsOf(now.current)),
                    about.current.of(attributesOf(now.current)),
                    extensionsOf(now),
                ],
            }),
        });
        view.current = made;
        if (now.current.focus.current) {
            made.focus();
            made.dispatch({ selection: { anchor: made.state.doc.length } });
        }
        return () => {
            view.current = null;
            made.destroy();
        };
    }, []);

    const { value, readOnly, label, required, error, faults, goTo, placeholder } = props;
    const describedBy = props.about;
    useEffect(() => {
        const made = view.current;
        if (made && made.state.doc.toString() !== value) {
            const head = Math.min(made.state.selection.main.head, value.length);
            made.dispatch({
                changes: { from: 0, to: made.state.doc.length, insert: value },
                selection: { anchor: head },
                annotations: fromOutside.of(true),
            });
        }
    }, [value]);
    useEffect(() => {
        view.current?.dispatch({ effects: changing.current.reconfigure(rightsOf(now.current)) });
    }, [readOnly]);
    useEffect(() => {
        view.current?.dispatch({ effects: about.current.reconfigure(attributesOf(now.current)) });
    }, [label, required, error, describedBy, placeholder]);
    useEffect(() => {
        const made = view.current;
        if (made && faults && !now.current.check) {
            made.dispatch(
                setDiagnostics(
                    made.state,
                    faults.map((fault) => within(fault, made.state.doc.length)),
                ),
            );
        }
    }, [faults]);
    useEffect(() => {
        const made = view.current;
        if (made && goTo) {
            const line = made.state.doc.line(Math.max(1, Math.min(goTo.line, made.state.doc.lines)));
            made.dispatch({ selection: { anchor: line.from }, scrollIntoView: true });
            made.focus();
        }
    }, [goTo]);

    return (
        <div
            ref={box}
            className={classes.box}
            data-growing={props.isGrowing || undefined}
            data-invalid={error !== undefined || undefined}
        />
    );
}

type Now = React.RefObject<InnerProps>;

function extensionsOf(now: Now): Extension[] {
    const { language, rows = 1, hasLineNumbers, check, propose } = now.current;
    return [
        history(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        languageOf(language),
        look(rows),
        EditorState.phrases.of(words.editors.phrases),
        EditorState.tabSize.of(2),
        EditorView.lineWrapping,
        hasLineNumbers ? [lineNumbers(), lintGutter()] : [],
        propose
            ? autocompletion({
                  override: [completionOf((text, caret) => now.current.propose?.(text, caret) ?? null)],
                  icons: false,
                  activateOnTyping: true,
              })
            : [],
        check ? checking(now) : [],
        // Tab is not ours: it leaves the field, as it does everywhere.
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside))) {
                now.current.onChange(update.state.doc.toString());
            }
            if (now.current.onFault) {
                now.current.onFault(faultAt(update.state));
            }
        }),
        EditorView.domEventHandlers({
            focus: () => void (now.current.focus.current = true),
            blur: () => void (now.current.focus.current = false),
        }),
    ];
}

function checking(now: Now): Extension {
    return linter(
        async ({ state }) => {
            const text = state.doc.toString();
            const found = (await now.current.check?.(text)) ?? [];
            return found.map((fault) => within(fault, text.length));
        },
        { delay: checkAfterMs },
    );
}

function within<T extends { from: number; to: number }>(fault: T, length: number): T {
    const from = Math.min(fault.from, length);
    return { ...fault, from, to: Math.max(from, Math.min(fault.to, length)) };
}

/** Under the caret, or else the first. */
function faultAt(state: EditorState): string | undefined {
    const { head } = state.selection.main;
    let first: string | undefined;
    let here: string | undefined;
    forEachDiagnostic(state, (fault, from, to) => {
        first ??= fault.message;
        if (from <= head && head <= to) {
            here ??= fault.message;
        }
    });
    return here ?? first;
}

function rightsOf({ readOnly }: InnerProps): Extension {
    return EditorState.readOnly.of(readOnly === true);
}

function attributesOf({ label, required, error, about, placeholder, readOnly, language }: InnerProps): Extension {
    const attributes: Record<string, string> = {
        'aria-label': label,
        ...(about ? { 'aria-describedby': about } : {}),
        ...(required ? { 'aria-required': 'true' } : {}),
        ...(error === undefined ? {} : { 'aria-invalid': 'true' }),
        ...(readOnly ? { 'aria-readonly': 'true' } : {}),
        spellcheck: language === 'template' || language === 'markdown' ? 'true' : 'false',
    };
    return [EditorView.contentAttributes.of(attributes), placeholder ? placeholderOf(placeholder) : []];
}
