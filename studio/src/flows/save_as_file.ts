/** Gives the document to the person as a file, as the command line writes it. */
export function saveAsFile(name: string, document_: unknown) {
    const text = `${JSON.stringify(document_, null, 2)}\n`;
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
}
