// The page inside the widget's frame: tells the button how many messages are unread, and hears whether it is open.

const isFramed = window.parent !== window;

export class Frame {
    /** onShown(wantsFocus): the panel is open; by the visitor's own click when it wants the focus. */
    constructor(onShown) {
        this.isEmbedded = isFramed && new URLSearchParams(location.search).has('embedded');
        this.isShown = !this.isEmbedded;
        if (!this.isEmbedded) {
            return;
        }
        document.documentElement.classList.add('embedded');
        addEventListener('message', ({ source, data }) => {
            if (source === window.parent && data?.type === 'millrace.shown') {
                this.isShown = Boolean(data.shown);
                if (this.isShown) {
                    onShown(Boolean(data.focus));
                }
            }
        });
        addEventListener('keydown', ({ key }) => key === 'Escape' && this.close());
        this.#tell({ type: 'millrace.ready' });
    }

    close() {
        this.#tell({ type: 'millrace.close' });
    }

    unread(count) {
        if (this.isEmbedded && count !== this.count) {
            this.count = count;
            this.#tell({ type: 'millrace.unread', count });
        }
    }

    /** To any origin: only a number goes out, and who may frame this page is the channel's list of origins. */
    #tell(message) {
        window.parent.postMessage(message, '*');
    }
}
