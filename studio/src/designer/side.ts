// What stands beside the canvas in place of the forms: the simulator, live figures, this flow's runs. Each is loaded when
// somebody looks at it.

import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import type { Overlay } from '@/canvas';
import type { FlowDocument, NodeTypes } from '@/model';
import { NothingHere } from './nothing_here';
import type { Tab } from './tabs';

export interface SideProps {
    flowKey: string;
    document: FlowDocument;
    types: NodeTypes;
    selected: string | null;
    readOnly: boolean;
    select: (node: string) => void;
    /** Over the canvas; null takes it away. */
    paint: (overlay: Overlay | null) => void;
    /** An edit of the draft, with a word of `words.designer.edits`. */
    act: (name: string, change: (document: FlowDocument) => FlowDocument) => void;
}

type Loaded = Record<string, ComponentType<SideProps>>;

const rooms = import.meta.glob<Loaded>([
    '../simulator/index.tsx',
    '../runs/live_panel.tsx',
    '../runs/flow_runs_panel.tsx',
]);

function panel(path: string, name: string): LazyExoticComponent<ComponentType<SideProps>> | undefined {
    const load = rooms[path];
    return load && lazy(async () => ({ default: (await load())[name] ?? NothingHere }));
}

export const sidePanels: Partial<Record<Tab, LazyExoticComponent<ComponentType<SideProps>>>> = {
    test: panel('../simulator/index.tsx', 'SimulatorPanel'),
    live: panel('../runs/live_panel.tsx', 'LivePanel'),
    runs: panel('../runs/flow_runs_panel.tsx', 'FlowRunsPanel'),
};
