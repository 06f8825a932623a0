import { ActionIcon, Menu } from '@mantine/core';
import { IconFunction, IconLink, IconPencil } from '@tabler/icons-react';
import { words } from '@/words';
import { inMode, type Mode, modeOf } from './mode';

const modes: { mode: Mode; Icon: typeof IconPencil }[] = [
    { mode: 'literal', Icon: IconPencil },
    { mode: 'expr', Icon: IconFunction },
    { mode: 'bind', Icon: IconLink },
];

/** Whether a setting is written down, worked out, or bound by the org. */
export function ModeMenu({
    value,
    name,
    onChange,
}: {
    value: unknown;
    name: string;
    onChange: (value: unknown) => void;
}) {
    const now = modeOf(value);
    const Icon = modes.find((one) => one.mode === now)?.Icon ?? IconPencil;
    return (
        <Menu position="bottom-end" withinPortal shadow="md">
            <Menu.Target>
                <ActionIcon
                    size="xs"
                    ml={6}
                    variant={now === 'literal' ? 'subtle' : 'light'}
                    color={now === 'literal' ? 'gray' : undefined}
                    aria-label={words.fields.modeOf(name, words.fields.modes[now])}
                    style={{ verticalAlign: 'middle' }}
                >
                    <Icon size={13} />
                </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
                {modes.map(({ mode, Icon: Sign }) => (
                    <Menu.Item
                        key={mode}
                        leftSection={<Sign size={15} />}
                        fw={mode === now ? 600 : undefined}
                        onClick={() => onChange(inMode(value, mode))}
                    >
                        {words.fields.modes[mode]}
                    </Menu.Item>
                ))}
            </Menu.Dropdown>
        </Menu>
    );
}
