import { canonical, type FlowDocument } from '@/model';

/** The flow as a file, in the text that `millrace export` writes. */
export function downloadFlow(document: FlowDocument) {
    const url = URL.createObjectURL(new Blob([`${canonical(document)}\n`], { type: 'application/json' }));
    const link = globalThis.document.createElement('a');
    link.href = url;
    link.download = `${document.key}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
