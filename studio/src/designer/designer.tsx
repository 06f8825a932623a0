// The designer's screen: canvas or outline in the middle, types at the left, forms at the right, problems below.

import { Alert, Button, Group, Text } from '@mantine/core';
import { IconLock, IconVersions } from '@tabler/icons-react';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useCommands } from '@/app/commands';
import type { CanvasHandle, Overlay } from '@/canvas';
import type { NodeTypes } from '@/model';
import { ErrorNote } from './error_note';
import { Loading, notifyFailure } from '@/ui';
import { words } from '@/words';
import { add, addNoteAt, beginAdding, tidy } from './actions';
import { CanvasView } from './canvas_view';
import { commandsOf, type KeyHands, press } from './keys';
import { MergeDialog } from './merge_dialog';
import { NothingHere } from './nothing_here';
import type { Opened } from './opening';
import { Outline } from './outline';
import { PaletteSide } from './palette_side';
import { ProblemsPanel } from './problems_panel';
import { PublishDialog } from './publish_dialog';
import { sidePanels } from './side';
import { SidePanel } from './side_panel';
import { useTab } from './tabs';
import { TopBar } from './top_bar';
import { downloadFlow } from './export_flow';
import { useKeeping } from './use_keeping';
import { useKept } from './use_kept';
import { StoreContext, useDesigner, useStore } from './use_store';
import { readingOrder } from './reading';
import { Adding } from './adding_view';
import classes from './designer.module.css';

export function Designer({ opened, types }: { opened: Opened; types: NodeTypes }) {
    const { store } = opened;
    if (store.types !== types) {
        store.types = types; // a type was uploaded: the palette has it without a reload
    }
    return (
        <StoreContext.Provider value={store}>
            <Screen opened={opened} types={types} />
        </StoreContext.Provider>
    );
}

function Screen({ opened, types }: { opened: Opened; types: NodeTypes }) {
    const store = useStore();
    const { keeper, checker, question, newer, isLater, setLater } = useKeeping(opened);
    const [tab, setTab] = useTab();
    const [view, setView] = useKept<'canvas' | 'outline'>('millrace.designer.view', 'canvas');
    const [isPublishing, setPublishing] = useState(false);
    const [overlay, setOverlay] = useState<Overlay | null>(null);
    const canvas = useRef<CanvasHandle | null>(null);
    useEffect(() => checker.again(), [checker, types]);
    useEffect(() => setOverlay(null), [tab]);

    const hands = useMemo(
        (): KeyHands => ({
            store,
            canvas: () => canvas.current,
            order: () => readingOrder(store),
            toggleView: () => setView(view === 'canvas' ? 'outline' : 'canvas'),
            save: () => keeper.save(),
            publish: () => setPublishing(true),
        }),
        [store, keeper, view, setView],
    );
    useCommands(useMemo(() => commandsOf(hands), [hands]));
    useEffect(() => {
        const onKey = (event: KeyboardEvent) => {
            if (!event.defaultPrevented && !isTyping(event.target) && press(hands, event, false)) {
                event.preventDefault();
            }
        };
        addEventListener('keydown', onKey);
        return () => removeEventListener('keydown', onKey);
    }, [hands]);
    const pick = (type: string) => {
        const node = store.only;
        const wire = store.get().selection.wire;
        if (node === null && wire === null) {
            add(store, type, {
                at: Object.keys(store.document.nodes).length > 0 ? canvas.current?.middle() : undefined,
            });
        } else {
            beginAdding(store);
            add(store, type, store.get().adding ?? {});
        }
        store.edit();
    };

    return (
        <div className={classes.designer}>
            <TopBar
                tab={tab}
                onTab={setTab}
                view={view}
                onView={setView}
                seen={keeper.seen}
                onPublish={() => setPublishing(true)}
                onTidy={() => void tidy(store).catch(notifyFailure)}
                onNote={() => addNoteAt(store, canvas.current?.middle() ?? [0, 0])}
                onExport={() => downloadFlow(store.document)}
                onDiscard={() => void keeper.discard()}
            />
            <Banners
                newer={newer}
                isLater={isLater && question !== null}
                onMerge={() => void keeper.takeNewer()}
                onLater={() => setLater(false)}
            />
            <div className={classes.middle} data-tab={tab}>
                {tab === 'edit' && store.readOnly === null && <PaletteSide onPick={pick} />}
                <div className={classes.centre}>
                    {view === 'canvas' ? (
                        <CanvasView hands={hands} overlay={overlay} onReady={(handle) => (canvas.current = handle)} />
                    ) : (
                        <Outline hands={hands} />
                    )}
                    <ProblemsPanel />
                </div>
                {tab === 'edit' ? (
                    <SidePanel onBindingsChanged={() => checker.again()} />
                ) : (
                    <OtherSide tab={tab} onPaint={setOverlay} />
                )}
            </div>
            <Adding handle={() => canvas.current} />
            <Announcer />
            {question && !isLater && <MergeDialog question={question} onLater={() => setLater(true)} />}
            {isPublishing && (
                <PublishDialog
                    keeper={keeper}
                    onClose={() => setPublishing(false)}
                    onMerge={() => {
                        setPublishing(false);
                        void keeper.takeNewer();
                    }}
                />
            )}
        </div>
    );
}

interface BannerProps {
    newer: ReturnType<typeof useKeeping>['newer'];
    isLater: boolean;
    onMerge: () => void;
    onLater: () => void;
}

function Banners({ newer, isLater, onMerge, onLater }: BannerProps) {
    const store = useStore();
    return (
        <>
            {store.readOnly !== null && (
                <Alert radius={0} p="xs" color="gray" variant="light" icon={<IconLock size={17} />}>
                    {store.readOnly}
                </Alert>
            )}
            {isLater && (
                <Alert radius={0} p="xs" color="orange" variant="light" icon={<IconVersions size={17} />}>
                    <Group gap="sm">
                        <Text size="sm">{words.designer.merge.waiting}</Text>
                        <Button size="compact-sm" onClick={onLater}>
                            {words.designer.merge.open}
                        </Button>
                    </Group>
                </Alert>
            )}
            {newer && !isLater && store.readOnly === null && (
                <Alert radius={0} p="xs" color="blue" variant="light" icon={<IconVersions size={17} />}>
                    <Group gap="sm">
                        <Text size="sm">
                            {words.designer.merge.newer(newer.version, newer.author_name ?? newer.author)}
                        </Text>
                        <Button size="compact-sm" onClick={onMerge}>
                            {words.designer.merge.takeIn}
                        </Button>
                    </Group>
                </Alert>
            )}
        </>
    );
}

function OtherSide({ tab, onPaint }: { tab: 'test' | 'live' | 'runs'; onPaint: (overlay: Overlay | null) => void }) {
    const store = useStore();
    const document = useDesigner((state) => state.history.present);
    const selection = useDesigner((state) => state.selection);
    const Panel = sidePanels[tab];
    const [selected] = selection.nodes.size === 1 ? selection.nodes : [];
    return (
        <section className={classes.side} data-wide aria-label={words.designer.tabs[tab]}>
            {Panel ? (
                <ErrorNote>
                    <Suspense fallback={<Loading />}>
                        <Panel
                            flowKey={store.flowKey}
                            document={document}
                            types={store.types}
                            selected={selected ?? null}
                            readOnly={store.readOnly !== null}
                            select={(node) => store.go(node)}
                            paint={onPaint}
                            act={(name, change) => store.act(name, change)}
                        />
                    </Suspense>
                </ErrorNote>
            ) : (
                <NothingHere />
            )}
        </section>
    );
}

function Announcer() {
    const said = useDesigner((state) => state.said);
    return (
        <div role="status" aria-live="polite" className="only-heard">
            {said}
        </div>
    );
}

function isTyping(target: EventTarget | null): boolean {
    return (
        target instanceof HTMLElement &&
        (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
    );
}
