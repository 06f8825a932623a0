// At the right: the form of what is selected, or of the flow itself.

import { useEffect, useMemo, useRef } from 'react';
import { FormContext, type FormShared } from '@/fields';
import * as model from '@/model';
import { words } from '@/words';
import { FlowPanel } from './flow_panel';
import { ManyPanel } from './many_panel';
import { NodePanel } from './node_panel';
import { WirePanel } from './wire_panel';
import { useDesigner, useStore } from './use_store';
import classes from './designer.module.css';

export function SidePanel({ onBindingsChanged }: { onBindingsChanged: () => void }) {
    const store = useStore();
    const document = useDesigner((state) => state.history.present);
    const problems = useDesigner((state) => state.problems);
    const selection = useDesigner((state) => state.selection);
    const wish = useDesigner((state) => state.editWish);
    const box = useRef<HTMLElement>(null);
    const only = store.only;
    const form = useMemo(
        (): FormShared => ({
            document,
            nodeId: only,
            types: store.types,
            problems,
            readOnly: store.readOnly !== null,
            onChange: (pointer, value) => writeAt(store, pointer, value),
        }),
        [document, only, store, problems],
    );
    useEffect(() => {
        if (wish.count > 0) {
            focusField(box.current, wish.pointer);
        }
    }, [wish]);
    const many = selection.nodes.size;
    return (
        <section
            ref={box}
            className={classes.side}
            aria-label={words.designer.settings}
            onKeyDown={(event) => {
                if (event.key === 'Escape' && !event.defaultPrevented) {
                    globalThis.document.querySelector<HTMLElement>('[data-canvas-focus]')?.focus();
                }
            }}
        >
            <FormContext.Provider value={form}>
                {only !== null ? (
                    <NodePanel key={only} id={only} />
                ) : many > 0 ? (
                    <ManyPanel count={many} />
                ) : selection.wire !== null ? (
                    <WirePanel id={selection.wire} />
                ) : (
                    <FlowPanel onBindingsChanged={onBindingsChanged} />
                )}
            </FormContext.Provider>
        </section>
    );
}

/** A setting of a node, or any other place of the document; what is typed in one field is undone as one. */
function writeAt(store: ReturnType<typeof useStore>, pointer: string, value: unknown) {
    const [first, id, second, ...rest] = model.pointers.split(pointer);
    if (first === 'nodes' && id !== undefined && second === 'settings') {
        const inner = model.pointers.join('', ...rest);
        store.act('setSetting', (document) => model.setSetting(document, id, inner, value), `setting:${pointer}`);
    } else {
        const change = (document: model.FlowDocument) =>
            model.pointers.withAt(document, pointer, value) as model.FlowDocument;
        store.act('setFlow', change, `at:${pointer}`);
    }
}

const focusable = 'input:not([type=hidden]):not([disabled]), textarea, [contenteditable=true], button';
const framesMax = 20;

/** The field that the pointer names, or the one around it that is shown; without a pointer the first. */
function focusField(box: HTMLElement | null, pointer: string | null, frame = 0) {
    requestAnimationFrame(() => {
        const found = box && (fieldAt(box, pointer) ?? (frame < framesMax && pointer ? undefined : firstField(box)));
        if (found) {
            found.scrollIntoView({ block: 'center' });
            found.focus();
        }
        // The form of what was just selected, or its section, may still be on its way.
        if (box && frame < framesMax && (!found || document.activeElement !== found)) {
            focusField(box, pointer, frame + 1);
        }
    });
}

function fieldAt(box: HTMLElement, pointer: string | null): HTMLElement | undefined {
    for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) {
        const field = box.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(at)}"]`);
        const control = field?.matches(focusable) ? field : field?.querySelector<HTMLElement>(focusable);
        if (control) {
            return control;
        }
    }
    return undefined;
}

function firstField(box: HTMLElement): HTMLElement | undefined {
    const form = box.querySelector<HTMLElement>('[data-form]');
    return form?.querySelector<HTMLElement>(focusable) ?? box.querySelector<HTMLElement>(focusable) ?? undefined;
}
