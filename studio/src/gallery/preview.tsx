// A small picture of a flow: where its nodes stand and how they hang together.

import { useMemo } from 'react';
import type { FlowDocument } from '@/model/document';
import { words } from '@/words';
import { placesOf } from './places';
import styles from './gallery.module.css';

const width = 180;
const height = 56;
const margin = 40;

export function Preview({ document, title }: { document: FlowDocument; title: string }) {
    const picture = useMemo(() => {
        const places = placesOf(document);
        const xs = [...places.values()].map(([x]) => x);
        const ys = [...places.values()].map(([, y]) => y);
        const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
        const box = [left, top, Math.max(...xs) + width + margin - left, Math.max(...ys) + height + margin - top];
        const wires = Object.entries(document.nodes).flatMap(([id, node]) =>
            Object.entries(node.next ?? {}).flatMap(([output, to]) => {
                const [from, target] = [places.get(id), places.get(to)];
                return from && target ? [{ key: `${id} ${output}`, path: wire(from, target) }] : [];
            }),
        );
        return { places: [...places], wires, box: box.join(' ') };
    }, [document]);
    return (
        <svg className={styles.preview} viewBox={picture.box} role="img" aria-label={words.gallery.preview(title)}>
            {picture.wires.map(({ key, path }) => (
                <path key={key} d={path} />
            ))}
            {picture.places.map(([id, [x, y]]) => (
                <rect
                    key={id}
                    x={x}
                    y={y}
                    width={width}
                    height={height}
                    rx={10}
                    data-kind={document.nodes[id]?.type.split('.')[0]}
                />
            ))}
        </svg>
    );
}

/** From the middle of one to the middle of the other; the boxes cover its ends. */
function wire([x, y]: readonly number[], [toX, toY]: readonly number[]) {
    const [fromX, fromY] = [(x ?? 0) + width / 2, (y ?? 0) + height / 2];
    const [endX, endY] = [(toX ?? 0) + width / 2, (toY ?? 0) + height / 2];
    const bend = Math.abs(endY - fromY) > Math.abs(endX - fromX);
    const [midX, midY] = [(fromX + endX) / 2, (fromY + endY) / 2];
    return bend
        ? `M${fromX} ${fromY} C${fromX} ${midY} ${endX} ${midY} ${endX} ${endY}`
        : `M${fromX} ${fromY} C${midX} ${fromY} ${midX} ${endY} ${endX} ${endY}`;
}
