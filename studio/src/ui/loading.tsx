import { Center, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { words } from '@/words';

const patienceMs = 150;

/** Shows itself only when it takes a while, so that quick answers do not flicker. */
export function Loading() {
    const [isLong, setLong] = useState(false);
    useEffect(() => {
        const timer = setTimeout(() => setLong(true), patienceMs);
        return () => clearTimeout(timer);
    }, []);
    return (
        <Center role="status" mih={160} h="100%">
            {isLong && <Loader size="sm" type="dots" aria-hidden />}
            <span className="only-heard">{words.shell.loading}</span>
        </Center>
    );
}
