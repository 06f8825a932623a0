// The first screen: the flows for who may see them, for others what is here for them.

import { Anchor, Card, SimpleGrid, Text } from '@mantine/core';
import { IconApi, IconHeadset, IconMessageCircle, IconUser } from '@tabler/icons-react';
import { Link, Redirect } from 'wouter';
import { PageHead } from '@/ui';
import { words } from '@/words';
import { rights } from './rights';
import { may, useSession } from './session';
import styles from './frame.module.css';

const say = words.shell.home;

const doors = [
    { href: '/desk', title: say.deskTitle, text: say.deskText, icon: IconHeadset },
    { href: '/chat/web', title: say.chatTitle, text: say.chatText, icon: IconMessageCircle },
    { href: '/profile', title: say.profileTitle, text: say.profileText, icon: IconUser, isHere: true },
    { href: '/api/docs', title: say.docsTitle, text: say.docsText, icon: IconApi },
];

export function Home() {
    const { user } = useSession();
    if (rights.flows.every((right) => may(user, right))) {
        return <Redirect to="/flows" replace />;
    }
    return (
        <div className={styles.page}>
            <PageHead title={say.hello(user?.name ?? '')} text={say.nothing} />
            <SimpleGrid cols={{ base: 1, sm: 2 }} maw={760}>
                {doors.map(({ href, title, text, icon: Picture, isHere }) => (
                    <Card key={href} withBorder padding="md">
                        <Picture size={24} stroke={1.4} color="var(--mr-accent)" aria-hidden />
                        {isHere ? (
                            <Anchor component={Link} href={href} fw={600} mt={6}>
                                {title}
                            </Anchor>
                        ) : (
                            <Anchor href={href} fw={600} mt={6}>
                                {title}
                            </Anchor>
                        )}
                        <Text size="sm" c="dimmed">
                            {text}
                        </Text>
                    </Card>
                ))}
            </SimpleGrid>
        </div>
    );
}
