// Places for all nodes: layered from left to right, what belongs to a group side by side. The same flow always gets the
// same places. The library is large and loaded only when somebody asks.

import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';

import type { FlowDocument, Place } from './document';
import { hasNode } from './document';
import type { NodeTypes } from './node_types';
import { outputsOf } from './outputs';

/** What a node measures on the canvas, unless the caller knows better. */
export interface Size {
    width: number;
    height: number;
}

const options = {
    'elk.algorithm': 'layered',
    'elk.direction': 'RIGHT',
    'elk.layered.spacing.nodeNodeBetweenLayers': '100',
    // Ways of wires are the canvas's business; the cheapest will do.
    'elk.edgeRouting': 'POLYLINE',
    'elk.spacing.nodeNode': '40',
    'elk.spacing.componentComponent': '80',
    // Outputs keep their order from top to bottom, and nothing is left to chance.
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    'elk.randomSeed': '1',
};
const groupOptions = { 'elk.padding': '[top=48,left=24,bottom=24,right=24]' };
/** Beyond this many nodes the quick way is taken: a person waits. */
const thoroughMax = 400;
const quick = {
    'elk.layered.thoroughness': '1',
    'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
    'elk.layered.nodePlacement.strategy': 'SIMPLE',
    'elk.layered.crossingMinimization.greedySwitch.type': 'OFF',
    'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
};
/** Wires lead into groups and out of them; where there are none, the cheaper way does the same. */
const withGroups = { 'elk.hierarchyHandling': 'INCLUDE_CHILDREN' };

export async function arrange(
    doc: FlowDocument,
    types: NodeTypes,
    sizeOf: (id: string) => Size = (id) => roughSize(doc, id, types),
): Promise<Record<string, Place>> {
    const elk = await load();
    const placed = await elk.layout(graphOf(doc, types, sizeOf));
    const places: Record<string, Place> = {};
    collect(placed.children ?? [], 0, 0, places);
    return Object.fromEntries(Object.entries(places).filter(([id]) => hasNode(doc, id)));
}

export function roughSize(doc: FlowDocument, id: string, types: NodeTypes): Size {
    return { width: 240, height: 64 + 24 * outputsOf(doc, id, types).length };
}

/** Ids that cannot be a node's stand for groups. */
const groupId = (id: string) => `group ${id}`;

function graphOf(doc: FlowDocument, types: NodeTypes, sizeOf: (id: string) => Size): ElkNode {
    const order = readingOrder(doc, types);
    const groupOf = new Map((doc.layout?.groups ?? []).flatMap((group) => group.nodes.map((id) => [id, group.id])));
    const groups = new Map<string, ElkNode>();
    const children: ElkNode[] = [];
    for (const id of order) {
        const node: ElkNode = { id, ...sizeOf(id) };
        const group = groupOf.get(id);
        if (group === undefined) {
            children.push(node);
            continue;
        }
        let frame = groups.get(group);
        if (!frame) {
            frame = { id: groupId(group), children: [], layoutOptions: groupOptions };
            groups.set(group, frame);
            children.push(frame);
        }
        frame.children?.push(node);
    }
    const edges = order.flatMap((id): ElkExtendedEdge[] =>
        outputsOf(doc, id, types).flatMap(({ key, to }) =>
            to && hasNode(doc, to) ? [{ id: `${id}/${key}`, sources: [id], targets: [to] }] : [],
        ),
    );
    const isLarge = order.length > thoroughMax;
    const layoutOptions = { ...options, ...(isLarge ? quick : {}), ...(groups.size > 0 ? withGroups : {}) };
    return { id: 'flow', layoutOptions, children, edges };
}

/** From the start along the outputs, so that the order of a document's members does not matter. */
function readingOrder(doc: FlowDocument, types: NodeTypes): string[] {
    const roots = [doc.start, ...(doc.hooks ?? []).map((hook) => hook.to), doc.on_error ?? '', doc.on_cancel ?? ''];
    const seen = new Set<string>();
    const open = [...roots, ...Object.keys(doc.nodes).sort()].reverse();
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (hasNode(doc, id) && !seen.has(id)) {
            seen.add(id);
            open.push(
                ...outputsOf(doc, id, types)
                    .flatMap((output) => output.to ?? [])
                    .reverse(),
            );
        }
    }
    return [...seen];
}

function collect(nodes: ElkNode[], x: number, y: number, places: Record<string, Place>) {
    for (const node of nodes) {
        const at: Place = [Math.round(x + (node.x ?? 0)), Math.round(y + (node.y ?? 0))];
        places[node.id] = at;
        collect(node.children ?? [], at[0], at[1], places);
    }
}

let loaded: Promise<ELK> | undefined;

/** In a browser it works beside the page, which stays quick; in tests in place (a build leaves that part out). */
function load(): Promise<ELK> {
    loaded ??= import.meta.env.SSR ? inPlace() : inWorker();
    return loaded;
}

async function inPlace(): Promise<ELK> {
    const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
    return new Elk();
}

async function inWorker(): Promise<ELK> {
    const [{ default: Elk }, { default: workerUrl }] = await Promise.all([
        import('elkjs/lib/elk-api'),
        import('elkjs/lib/elk-worker.min.js?url'),
    ]);
    return new Elk({ workerUrl });
}
