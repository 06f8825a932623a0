// The line that puts the chat on another site.

import { Button, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { words } from '@/words';
import styles from './gate.module.css';

const say = words.account.snippet;

export function ChatSnippet() {
    const box = useRef<HTMLInputElement>(null);
    const [done, setDone] = useState(say.copy);
    const line = `<script src="${location.origin}/widget.js" data-channel="web" async></script>`;
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(line);
            setDone(say.copied);
        } catch {
            // No clipboard on plain http: selected is half the way.
            box.current?.select();
            setDone(say.selected);
        }
    };
    return (
        <>
            <Text size="sm" c="dimmed">
                {say.text}
            </Text>
            <div className={styles.snippet}>
                <TextInput ref={box} aria-label={say.title} value={line} readOnly />
                <Button onClick={() => void copy()}>{done}</Button>
            </div>
        </>
    );
}
