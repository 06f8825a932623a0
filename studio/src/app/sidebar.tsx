// Where one may go: only what the role may see.

import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
    IconActivityHeartbeat,
    IconApi,
    IconHeadset,
    IconHome,
    IconLayoutSidebarLeftCollapse,
    IconLayoutSidebarLeftExpand,
    IconMessageCircle,
    IconPlayerPlay,
    IconPuzzle,
    IconSearch,
    IconSitemap,
    IconTemplate,
    type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { KeyHint } from '@/ui';
import { words } from '@/words';
import { ConnectionDot } from './connection';
import { openPalette } from './palette_state';
import { rights, type Screen } from './rights';
import { may, useSession } from './session';
import { UserMenu } from './user_menu';
import styles from './sidebar.module.css';

const nav = words.shell.nav;

export const screens: { screen: Screen; href: string; title: string; icon: Icon }[] = [
    { screen: 'flows', href: '/flows', title: nav.flows, icon: IconSitemap },
    { screen: 'templates', href: '/templates', title: nav.templates, icon: IconTemplate },
    { screen: 'runs', href: '/runs', title: nav.runs, icon: IconPlayerPlay },
    { screen: 'nodeTypes', href: '/node-types', title: nav.nodeTypes, icon: IconPuzzle },
    { screen: 'health', href: '/health', title: nav.health, icon: IconActivityHeartbeat },
];

/** Pages that are not the studio's. */
export const elsewhere: { href: string; title: string; icon: Icon }[] = [
    { href: '/desk', title: nav.desk, icon: IconHeadset },
    { href: '/chat/web', title: nav.chat, icon: IconMessageCircle },
    { href: '/api/docs', title: nav.docs, icon: IconApi },
];

export function useScreens() {
    const { user } = useSession();
    return screens.filter(({ screen }) => rights[screen].every((right) => may(user, right)));
}

interface Props {
    isFolded: boolean;
    onFold: (folded: boolean) => void;
}

export function Sidebar({ isFolded, onFold }: Props) {
    const [path] = useLocation();
    const isNarrow = useMediaQuery('(max-width: 720px)') ?? false;
    const folded = isFolded || isNarrow;
    const allowed = useScreens();
    const here = (href: string) => path === href || path.startsWith(`${href}/`);
    return (
        <aside className={styles.sidebar} data-folded={folded || undefined}>
            <div className={styles.head}>
                <Link href="/" className={styles.brand} aria-label={words.shell.title}>
                    <img src="/assets/shared/mark.svg" alt="" width={24} height={24} />
                    {!folded && <span>{words.shell.title}</span>}
                </Link>
                {!folded && <FoldButton folded={false} onFold={onFold} />}
            </div>
            <Hinted folded={folded} title={words.shell.palette.open}>
                <UnstyledButton
                    className={styles.search}
                    onClick={openPalette}
                    aria-label={folded ? words.shell.palette.open : undefined}
                >
                    <IconSearch size={16} aria-hidden />
                    {!folded && (
                        <>
                            <span className={styles.grow}>{words.shell.palette.open}</span>
                            <KeyHint keys="mod+k" />
                        </>
                    )}
                </UnstyledButton>
            </Hinted>
            <nav aria-label={nav.label} className={styles.nav}>
                {allowed.length === 0 && (
                    <Item href="/" title={nav.home} icon={IconHome} folded={folded} active={path === '/'} />
                )}
                {allowed.map(({ href, title, icon }) => (
                    <Item key={href} href={href} title={title} icon={icon} folded={folded} active={here(href)} />
                ))}
                <hr className={styles.line} />
                {elsewhere.map(({ href, title, icon }) => (
                    <Item key={href} href={href} title={title} icon={icon} folded={folded} isOutside />
                ))}
            </nav>
            <div className={styles.foot}>
                {folded && !isNarrow && <FoldButton folded onFold={onFold} />}
                <ConnectionDot folded={folded} />
                <UserMenu folded={folded} />
            </div>
        </aside>
    );
}

interface ItemProps {
    href: string;
    title: string;
    icon: Icon;
    folded: boolean;
    active?: boolean;
    isOutside?: boolean;
}

function Item({ href, title, icon: Picture, folded, active = false, isOutside = false }: ItemProps) {
    const inside = (
        <>
            <Picture size={18} stroke={1.6} aria-hidden />
            {!folded && <span>{title}</span>}
        </>
    );
    const named = {
        className: styles.item,
        'aria-label': folded ? title : undefined,
        'aria-current': active ? ('page' as const) : undefined,
    };
    return (
        <Hinted folded={folded} title={title}>
            {isOutside ? (
                <a href={href} {...named}>
                    {inside}
                </a>
            ) : (
                <Link href={href} {...named}>
                    {inside}
                </Link>
            )}
        </Hinted>
    );
}

function Hinted({ folded, title, children }: { folded: boolean; title: string; children: ReactNode }) {
    return (
        <Tooltip label={title} position="right" disabled={!folded} openDelay={100}>
            <div>{children}</div>
        </Tooltip>
    );
}

function FoldButton({ folded, onFold }: { folded: boolean; onFold: (folded: boolean) => void }) {
    const Picture = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
    return (
        <ActionIcon aria-label={folded ? nav.unfold : nav.fold} onClick={() => onFold(!folded)}>
            <Picture size={18} stroke={1.6} aria-hidden />
        </ActionIcon>
    );
}
