// Beside the canvas: the flow is talked to, and its tests are written and played.

import { SegmentedControl } from '@mantine/core';
import { useKept } from '@/designer/use_kept';
import type { SideProps } from '@/designer/side';
import { words } from '@/words';
import { TalkPanel } from './talk_panel';
import { TestsPanel } from './tests_panel';
import classes from './simulator.module.css';

const say = words.simulator;

export function SimulatorPanel(props: SideProps) {
    const [tab, setTab] = useKept<'talk' | 'tests'>('millrace.simulator.tab', 'talk');
    return (
        <div className={classes.panel}>
            <SegmentedControl
                className={classes.tabs}
                size="xs"
                fullWidth
                aria-label={say.tabs.label}
                value={tab}
                onChange={(value) => setTab(value === 'tests' ? 'tests' : 'talk')}
                data={[
                    { value: 'talk', label: say.tabs.talk },
                    { value: 'tests', label: say.tabs.tests },
                ]}
            />
            {tab === 'talk' ? (
                <TalkPanel {...props} key={props.flowKey} />
            ) : (
                <TestsPanel {...props} key={props.flowKey} />
            )}
        </div>
    );
}
