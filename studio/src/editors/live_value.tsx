import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { words } from '@/words';
import { type TextKind, tryText } from './language_api';
import { type Scopes, useScopes } from './scopes';
import classes from './editors.module.css';

const say = words.editors;
const afterTypingMs = 300;

/** What the text comes to in the run or the simulation that was looked at last. */
export function LiveValue({ flowKey, text, kind }: { flowKey: string; text: string; kind: TextKind }) {
    const scopes = useScopes(flowKey);
    const hasWords = text.trim() !== '' && (kind === 'expression' || text.includes('{{'));
    return scopes && hasWords ? <Tried scopes={scopes} text={text} kind={kind} /> : null;
}

function Tried({ scopes, text, kind }: { scopes: Scopes; text: string; kind: TextKind }) {
    const [asked] = useDebouncedValue(text, afterTypingMs);
    const { data } = useQuery({
        queryKey: ['expressions', 'try', kind, asked, scopes],
        queryFn: ({ signal }) => tryText(asked, kind, scopes, signal),
        placeholderData: keepPreviousData,
        retry: false,
        gcTime: 30_000,
    });
    if (!data) {
        return null;
    }
    if (data.error) {
        return <div className={classes.value}>{say.cannot(data.error.message)}</div>;
    }
    const { value } = data;
    return (
        <div className={classes.value}>
            {say.comesTo}{' '}
            <code>
                {value === null || value === undefined
                    ? say.nothing
                    : kind === 'template'
                      ? String(value)
                      : JSON.stringify(value)}
            </code>
        </div>
    );
}
