// What the designer's screen knows, and the store that holds it. Free of React: a screen listens, whoever acts calls.

import { Cursor, noSelection, type Selection } from '@/canvas';
import * as model from '@/model';
import type { FlowDocument, History, NodeTypes, Outcomes, Place, Problem } from '@/model';

export interface SaveState {
    kind: 'saved' | 'waiting' | 'saving' | 'offline' | 'refused' | 'conflict';
    /** Why not, for `offline` and `refused`. */
    reason?: string;
    at?: number;
}

/** The list of types is open, to add a node: at the end of an output, in a wire, or anywhere. */
export interface Adding {
    from?: model.Wire;
    wire?: model.Wire;
    at?: Place;
    screen?: { x: number; y: number };
}

export interface DesignerState {
    history: History;
    /** How other flows end, as far as it is known by now. */
    outcomes: Outcomes;
    selection: Selection;
    /** The output that the keyboard is on. */
    output: string | null;
    problems: readonly Problem[];
    isChecking: boolean;
    save: SaveState;
    adding: Adding | null;
    /** An output waits for its target to be chosen from the list. */
    connecting: model.Wire | null;
    /** What a screen reader is told next. */
    said: string;
    /** Counts up when somebody wants the form of what is selected: it takes the focus. */
    editWish: { count: number; pointer: string | null };
    /** Counts up when the canvas shall show a node. */
    revealWish: { count: number; node: string | null };
}

export class Store {
    private state: DesignerState;
    private readonly heard = new Set<() => void>();
    readonly cursor = new Cursor();

    constructor(
        readonly flowKey: string,
        document: FlowDocument,
        public types: NodeTypes,
        /** Why nothing may be changed, if so. */
        readonly readOnly: string | null,
        history?: History,
    ) {
        this.state = {
            history: history ?? model.begin(document),
            outcomes: () => undefined,
            selection: noSelection,
            output: null,
            problems: [],
            isChecking: false,
            save: { kind: 'saved' },
            adding: null,
            connecting: null,
            said: '',
            editWish: { count: 0, pointer: null },
            revealWish: { count: 0, node: null },
        };
    }

    get = () => this.state;
    listen = (tell: () => void) => {
        this.heard.add(tell);
        return () => void this.heard.delete(tell);
    };

    get outcomes(): Outcomes {
        return this.state.outcomes;
    }

    get document(): FlowDocument {
        return this.state.history.present;
    }

    set(change: Partial<DesignerState>) {
        this.state = { ...this.state, ...change };
        const [only] = this.state.selection.nodes.size === 1 ? this.state.selection.nodes : [];
        this.cursor.move(only ?? null, this.state.output);
        this.heard.forEach((tell) => tell());
    }

    /** One edit with a name that people read at undo; `merge` joins it with the last of the same. */
    act(name: string, change: FlowDocument | ((document: FlowDocument) => FlowDocument), merge?: string) {
        if (this.readOnly !== null) {
            return;
        }
        const next = typeof change === 'function' ? change(this.document) : change;
        const history = model.act(this.state.history, name, next, { merge });
        if (history !== this.state.history) {
            this.set({ history, ...this.kept(history.present) });
        }
    }

    undo() {
        this.travel(model.undo(this.state.history));
    }

    redo() {
        this.travel(model.redo(this.state.history));
    }

    private travel(history: History) {
        if (history === this.state.history || this.readOnly !== null) {
            return;
        }
        const before = this.document.nodes;
        const back = Object.keys(history.present.nodes).filter((id) => !Object.hasOwn(before, id));
        // What came back is where one goes on.
        const kept = back.length > 0 ? { selection: { nodes: new Set(back), wire: null }, output: null } : undefined;
        this.set({ history, ...(kept ?? this.kept(history.present)) });
    }

    /** Another beginning, as after a publish or when an other device was ahead. */
    restart(history: History) {
        this.set({ history, ...this.kept(history.present) });
    }

    // Of the selection, what is still there.
    private kept(document: FlowDocument): Pick<DesignerState, 'selection' | 'output'> {
        const { selection, output } = this.state;
        const isThere = (id: string) =>
            Object.hasOwn(document.nodes, id) ||
            (id.startsWith('note:') && document.layout?.notes?.some((note) => `note:${note.id}` === id));
        const nodes = [...selection.nodes].filter(isThere);
        if (nodes.length === selection.nodes.size) {
            return { selection, output };
        }
        return { selection: { nodes: new Set(nodes), wire: selection.wire }, output: null };
    }

    select(selection: Selection, output: string | null = null) {
        this.set({ selection, output, history: model.settle(this.state.history) });
    }

    /** Selects one node and brings it into sight. */
    go(node: string, output: string | null = null) {
        const { revealWish } = this.state;
        this.set({
            selection: { nodes: new Set([node]), wire: null },
            output,
            revealWish: { count: revealWish.count + 1, node },
            history: model.settle(this.state.history),
        });
    }

    /** The form takes the focus, at the field of this pointer if there is one. */
    edit(pointer: string | null = null) {
        this.set({ editWish: { count: this.state.editWish.count + 1, pointer } });
    }

    say(said: string) {
        // The same words twice are heard twice.
        this.set({ said: said === this.state.said ? `${said}\u00a0` : said });
    }

    /** The one node that is selected. */
    get only(): string | null {
        const [first, ...more] = this.state.selection.nodes;
        return first !== undefined && more.length === 0 && Object.hasOwn(this.document.nodes, first) ? first : null;
    }

    /** Node ids that are selected, without notes. */
    get chosen(): string[] {
        return [...this.state.selection.nodes].filter((id) => Object.hasOwn(this.document.nodes, id));
    }
}
