import { Button, Group } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { nodeOf } from '@/model';
import { words } from '@/words';
import type { EditorProps } from './context';
import { EditorBox } from './editor_box';
import { checkScript, useScriptWords } from './language_api';
import { proposeLua } from './propose';
import { TryScript } from './try_script';

const say = words.editors.lua;

/** A script of a node: Lua. */
export function CodeField({ context, error, ...rest }: EditorProps) {
    const known = useScriptWords();
    const [fault, setFault] = useState<string>();
    const [isTrying, setTrying] = useState(false);
    const { document, nodeId } = context;
    const next = nodeId === null ? undefined : nodeOf(document, nodeId)?.next;
    const wired = useMemo(() => (next ? Object.keys(next) : []), [next]);
    const propose = useCallback(
        (text: string, caret: number) => proposeLua(text, caret, known, document, wired),
        [known, document, wired],
    );
    return (
        <EditorBox
            {...rest}
            language="lua"
            rows={10}
            hasLineNumbers
            error={fault ?? error}
            propose={propose}
            check={(code) => checkScript(code, wired.length > 0 ? wired : undefined)}
            onFault={setFault}
        >
            <Group mt={6}>
                <Button
                    size="compact-xs"
                    leftSection={<IconPlayerPlay size={13} />}
                    aria-expanded={isTrying}
                    onClick={() => setTrying(!isTrying)}
                >
                    {isTrying ? say.close : say.tryIt}
                </Button>
            </Group>
            {isTrying && <TryScript flowKey={document.key} name={rest.label} code={rest.value} wired={wired} />}
        </EditorBox>
    );
}
