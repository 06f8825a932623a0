import { Autocomplete, NumberInput, Select, Stack } from '@mantine/core';
import { ExpressionField } from '@/editors';
import { useForm } from '@/fields';
import { setTrigger, type Trigger } from '@/model';
import { words } from '@/words';
import { useStore } from './use_store';

const kinds = ['api', 'conversation.started', 'conversation.closed'];
const meetings = ['signal', 'replace', 'ignore'] as const;

/** What starts a run. */
export function TriggerForm() {
    const store = useStore();
    const { document, problems, readOnly } = useForm();
    const trigger: Trigger = document.trigger ?? { on: '' };
    const write = (change: Partial<Trigger>, merge?: string) =>
        store.act('setTrigger', (doc) => setTrigger(doc, { ...trigger, ...change }), merge);
    const wrong = (pointer: string) =>
        problems.find((problem) => problem.pointer === pointer)?.message.split('\n')[0] ?? undefined;
    return (
        <Stack gap="sm" data-pointer="/trigger">
            <Autocomplete
                data-pointer="/trigger/on"
                label={words.designer.trigger.on}
                description={words.designer.trigger.onAbout}
                data={kinds}
                value={trigger.on}
                readOnly={readOnly}
                error={wrong('/trigger/on') ?? wrong('/trigger')}
                onChange={(on) => write({ on }, 'trigger:on')}
            />
            <div data-pointer="/trigger/when">
                <ExpressionField
                    label={words.designer.trigger.when}
                    description={words.designer.trigger.whenAbout}
                    value={trigger.when ?? ''}
                    readOnly={readOnly}
                    error={wrong('/trigger/when')}
                    context={{ document, nodeId: null, types: store.types }}
                    onChange={(when) => write({ when }, 'trigger:when')}
                />
            </div>
            {trigger.on !== 'api' && (
                <>
                    <NumberInput
                        label={words.designer.trigger.priority}
                        description={words.designer.trigger.priorityAbout}
                        allowDecimal={false}
                        value={trigger.priority ?? 0}
                        readOnly={readOnly}
                        onChange={(priority) => write({ priority: Number(priority) || 0 }, 'trigger:priority')}
                    />
                    <Select
                        label={words.designer.trigger.ifRunning}
                        data={meetings.map((value) => ({ value, label: words.designer.trigger.meetings[value] }))}
                        value={trigger.if_running ?? 'signal'}
                        allowDeselect={false}
                        readOnly={readOnly}
                        onChange={(value) => write({ if_running: (value ?? 'signal') as Trigger['if_running'] })}
                    />
                </>
            )}
        </Stack>
    );
}
