// Everything by its name: screens, flows, and what the open room can do.

import { Modal, TextInput, VisuallyHidden } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowRight, IconCommand, IconSearch, IconSitemap, type Icon } from '@tabler/icons-react';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { useFlows } from '@/api/queries';
import { KeyHint } from '@/ui';
import { words } from '@/words';
import { useAllCommands, type Command } from './commands';
import { bestFirst } from './fuzzy';
import { closePalette, openPalette, usePaletteOpen } from './palette_state';
import { useMay } from './session';
import { elsewhere, useScreens } from './sidebar';
import styles from './palette.module.css';

const say = words.shell.palette;

interface Entry {
    id: string;
    title: string;
    detail?: string;
    group: string;
    icon: Icon;
    keys?: string;
    run: () => void;
}

const shownMax = 50;

export function CommandPalette() {
    const isOpen = usePaletteOpen();
    useHotkeys([['mod+K', () => (isOpen ? closePalette() : openPalette())]], [], true);
    return (
        <Modal
            opened={isOpen}
            onClose={closePalette}
            withCloseButton={false}
            centered={false}
            yOffset="12vh"
            size={560}
            padding={0}
            title={<VisuallyHidden>{say.title}</VisuallyHidden>}
            classNames={{ header: styles.header }}
        >
            {isOpen && <Search />}
        </Modal>
    );
}

function useEntries(): Entry[] {
    const [, navigate] = useLocation();
    const screens = useScreens();
    const commands = useAllCommands();
    const flows = useFlowEntries(useMay('flow.read'));
    return useMemo(() => {
        const entryOf = ({ id, title, group, keys, run }: Command): Entry => ({
            id,
            title,
            group: group ?? say.actions,
            icon: IconCommand,
            keys,
            run: () => run?.(),
        });
        const runnable = commands.filter(({ run }) => run);
        return [
            ...runnable.filter(({ isOwn }) => !isOwn).map(entryOf),
            ...screens.map(({ href, title, icon }) => ({
                id: href,
                title,
                group: say.screens,
                icon,
                run: () => navigate(href),
            })),
            ...flows.map(({ key, title }) => ({
                id: `flow:${key}`,
                title,
                detail: key,
                group: say.flows,
                icon: IconSitemap,
                run: () => navigate(`/flows/${encodeURIComponent(key)}`),
            })),
            ...elsewhere.map(({ href, title, icon }) => ({
                id: href,
                title,
                group: say.screens,
                icon,
                run: () => location.assign(href),
            })),
            ...runnable.filter(({ isOwn }) => isOwn).map(entryOf),
        ];
    }, [commands, screens, flows, navigate]);
}

const noFlows: never[] = [];

function useFlowEntries(mayRead: boolean) {
    return useFlows({ enabled: mayRead }).data ?? noFlows;
}

function Search() {
    const [query, setQuery] = useState('');
    const [at, setAt] = useState(0);
    const list = useId();
    const entries = useEntries();
    const found = useMemo(
        () => bestFirst(query, entries, ({ title, detail }) => `${title} ${detail ?? ''}`).slice(0, shownMax),
        [query, entries],
    );
    const chosen = found[Math.min(at, found.length - 1)];
    const go = (entry: Entry | undefined) => {
        if (entry) {
            closePalette();
            entry.run();
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step !== undefined && found.length > 0) {
            event.preventDefault();
            const next = (Math.min(at, found.length - 1) + step + found.length) % found.length;
            setAt(next);
            document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
        } else if (event.key === 'Enter') {
            event.preventDefault();
            go(chosen);
        }
    };
    return (
        <>
            <TextInput
                data-autofocus
                variant="unstyled"
                classNames={{ input: styles.input }}
                leftSection={<IconSearch size={18} aria-hidden />}
                placeholder={say.label}
                aria-label={say.label}
                role="combobox"
                aria-expanded
                aria-controls={list}
                aria-activedescendant={chosen ? `${list}-${found.indexOf(chosen)}` : undefined}
                value={query}
                onChange={(event) => {
                    setQuery(event.currentTarget.value);
                    setAt(0);
                }}
                onKeyDown={onKeyDown}
            />
            <div className={styles.list} role="listbox" id={list} aria-label={say.results} tabIndex={-1}>
                {found.map((entry, index) => (
                    <div
                        key={entry.id}
                        id={`${list}-${index}`}
                        role="option"
                        aria-selected={entry === chosen}
                        className={styles.entry}
                        tabIndex={-1}
                        onMouseMove={() => setAt(index)}
                        onMouseDown={(event) => event.preventDefault()}
                        onClick={() => go(entry)}
                        onKeyDown={onKeyDown}
                    >
                        <entry.icon size={16} stroke={1.6} aria-hidden />
                        <span className={styles.title}>{entry.title}</span>
                        {entry.detail && <span className={styles.detail}>{entry.detail}</span>}
                        {entry.keys ? (
                            <KeyHint keys={entry.keys} />
                        ) : (
                            <span className={styles.group}>{entry.group}</span>
                        )}
                        <IconArrowRight size={14} className={styles.arrow} aria-hidden />
                    </div>
                ))}
            </div>
            <div role="status" className={found.length === 0 ? styles.empty : 'only-heard'}>
                {found.length === 0 ? say.empty(query) : ''}
            </div>
        </>
    );
}
