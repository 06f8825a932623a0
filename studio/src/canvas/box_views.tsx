// Groups behind the nodes, notes between them.

import { type NodeProps } from '@xyflow/react';
import { IconX } from '@tabler/icons-react';
import { memo, useContext, useState } from 'react';
import { words } from '@/words';
import { CanvasContext } from './context';
import type { GroupNode, NoteNode } from './elements';
import { groupPrefix, notePrefix } from './boxes';
import classes from './box_views.module.css';

export const GroupView = memo(function GroupView({ id, data }: NodeProps<GroupNode>) {
    const { readOnly, onRenameGroup, onRemoveGroup } = useContext(CanvasContext);
    const own = id.slice(groupPrefix.length);
    return (
        <div className={classes.group}>
            <div className={classes.groupTitle} data-drag>
                <Text
                    value={data.title}
                    label={words.designer.groupTitle}
                    readOnly={readOnly}
                    onChange={(title) => onRenameGroup(own, title)}
                />
                {!readOnly && <Remove label={words.designer.ungroup} onClick={() => onRemoveGroup(own)} />}
            </div>
        </div>
    );
});

export const NoteView = memo(function NoteView({ id, data, selected }: NodeProps<NoteNode>) {
    const { readOnly, onWriteNote, onRemoveNote } = useContext(CanvasContext);
    const own = id.slice(notePrefix.length);
    return (
        <div className={classes.note} data-selected={selected || undefined}>
            <Text
                value={data.text}
                label={words.designer.noteText}
                readOnly={readOnly}
                isLong
                onChange={(text) => onWriteNote(own, text)}
            />
            {!readOnly && <Remove label={words.designer.removeNote} onClick={() => onRemoveNote(own)} />}
        </div>
    );
});

interface TextProps {
    value: string;
    label: string;
    readOnly: boolean;
    isLong?: boolean;
    onChange: (value: string) => void;
}

// Reads until somebody presses it twice; then it is written, and kept when left.
function Text({ value, label, readOnly, isLong, onChange }: TextProps) {
    const [draft, setDraft] = useState<string | null>(value === '' && !readOnly ? '' : null);
    if (draft === null) {
        return (
            <span className={classes.text} onDoubleClick={() => !readOnly && setDraft(value)}>
                {value}
            </span>
        );
    }
    const keep = () => {
        setDraft(null);
        if (draft !== value) {
            onChange(draft);
        }
    };
    const shared = {
        className: `${classes.edit} nodrag nopan nowheel`,
        value: draft,
        autoFocus: true,
        'aria-label': label,
        placeholder: label,
        onBlur: keep,
    };
    const keys = (event: React.KeyboardEvent) => {
        event.stopPropagation();
        if (event.key === 'Escape' || (event.key === 'Enter' && (!isLong || event.ctrlKey))) {
            keep();
        }
    };
    return isLong ? (
        <textarea {...shared} onChange={(event) => setDraft(event.currentTarget.value)} onKeyDown={keys} />
    ) : (
        <input {...shared} onChange={(event) => setDraft(event.currentTarget.value)} onKeyDown={keys} />
    );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
    return (
        <button type="button" className={`${classes.remove} nodrag`} aria-label={label} title={label} onClick={onClick}>
            <IconX size={14} aria-hidden />
        </button>
    );
}
