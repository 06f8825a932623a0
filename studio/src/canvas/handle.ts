// What the rest of the screen may ask of a canvas that is shown.

import { type ReactFlowInstance, useReactFlow, useStoreApi } from '@xyflow/react';
import { type RefObject, useEffect, useRef } from 'react';
import type { FlowDocument, Place } from '@/model';
import { nodeWidth } from './elements';
import { placesOf } from './places';

export interface CanvasHandle {
    fit(): void;
    /** Brings a node into sight, if it is not there already. */
    reveal(node: string): void;
    zoomBy(factor: number): void;
    zoomTo(zoom: number): void;
    /** Where a node of the screen's middle would stand. */
    middle(): Place;
    /** Where on the screen this place of the flow is. */
    screenOf(place: Place): { x: number; y: number };
    focus(): void;
}

const readable = 0.85;
const leastWhole = 0.5;

export function useCanvasHandle(
    box: RefObject<HTMLDivElement | null>,
    document: FlowDocument,
    onReady: ((handle: CanvasHandle) => void) | undefined,
) {
    const flow = useReactFlow();
    const store = useStoreApi();
    const latest = useRef({ document, onReady });
    useEffect(() => {
        latest.current = { document, onReady };
    });
    useEffect(() => {
        const size = () => box.current?.getBoundingClientRect() ?? new DOMRect();
        const placeOf = (id: string) => placesOf(latest.current.document)[id];
        const handle: CanvasHandle = {
            fit: () => void flow.fitView({ padding: 0.15, duration: 250, maxZoom: 1 }),
            reveal: (id) => {
                const place = placeOf(id);
                if (!place) {
                    return;
                }
                const [x, y, zoom] = store.getState().transform;
                const { width, height } = size();
                const left = place[0] * zoom + x;
                const top = place[1] * zoom + y;
                const isSeen = left > 0 && top > 0 && left + nodeWidth * zoom < width && top + 120 * zoom < height;
                if (!isSeen || zoom < 0.4) {
                    const to = Math.max(zoom, readable);
                    void flow.setCenter(place[0] + nodeWidth / 2, place[1] + 60, { zoom: to, duration: 200 });
                }
            },
            zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: 120 }),
            zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: 120 }),
            middle: () => {
                const { left, top, width, height } = size();
                const { x, y } = flow.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 });
                return [Math.round(x - nodeWidth / 2), Math.round(y - 50)];
            },
            screenOf: ([x, y]) => flow.flowToScreenPosition({ x, y }),
            focus: () => box.current?.closest<HTMLElement>('[data-canvas-focus]')?.focus(),
        };
        look(latest.current.document, size(), flow);
        latest.current.onReady?.(handle);
    }, [box, flow, store]);
}

// A small flow is shown whole; a large one where it begins, so that it opens at once and can be read.
function look(document: FlowDocument, { width, height }: DOMRect, flow: ReactFlowInstance) {
    const places = placesOf(document);
    const all = Object.values(places);
    const start = places[document.start] ?? all[0];
    if (!start) {
        void flow.setViewport({ x: width / 2 - nodeWidth / 2, y: height / 3, zoom: 1 });
        return;
    }
    const wide = Math.max(...all.map(([x]) => x)) - Math.min(...all.map(([x]) => x)) + nodeWidth;
    const high = Math.max(...all.map(([, y]) => y)) - Math.min(...all.map(([, y]) => y)) + 160;
    if (Math.min(width / wide, height / high) * 0.85 >= leastWhole) {
        void flow.fitView({ padding: 0.12, maxZoom: 1 });
    } else {
        void flow.setViewport({ x: 48 - start[0] * readable, y: height * 0.3 - start[1] * readable, zoom: readable });
    }
}
