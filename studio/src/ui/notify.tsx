import { notifications } from '@mantine/notifications';
import { words } from '@/words';
import { sentenceOf } from './failure';

const closeButtonProps = { 'aria-label': words.shell.close };

export function notify(message: string) {
    notifications.show({ message, color: 'teal', autoClose: 4_000, closeButtonProps });
}

/** What failed and is shown nowhere else. It stays until somebody closes it. */
export function notifyFailure(error: unknown) {
    notifications.show({
        title: words.shell.failure.title,
        message: sentenceOf(error),
        color: 'red',
        autoClose: false,
        closeButtonProps,
    });
}
