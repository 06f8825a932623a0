// What this program starts ends with it, however it ends: after its turn, by an error or by Ctrl-C.

const open = [];
let over = false;

/** Remembers how to end something; the answer ends it before its turn comes. */
export function endsWith(end) {
    if (over) {
        throw new Error('expected nothing new to be started at the end');
    }
    open.push(end);
    return async () => {
        const place = open.indexOf(end);
        if (place >= 0) {
            open.splice(place, 1);
            await end();
        }
    };
}

/** Whatever `work` starts is ended when it returns or throws. */
export async function endingWhatItStarts(work) {
    const before = open.length;
    try {
        return await work();
    } finally {
        await endBackTo(before);
    }
}

// The youngest first: a service goes before the database it works on.
async function endBackTo(count) {
    while (open.length > count) {
        try {
            await open.pop()();
        } catch (error) {
            console.error(error.message);
        }
    }
}

for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
    process.once(signal, async () => {
        console.error(`\n${signal}: ending what was started`);
        over = true;
        await endBackTo(0);
        process.exit(status);
    });
}

/** Resolves never if a signal is about to end everything: whatever failed then failed because of it. */
export async function unlessEnding() {
    // The signal may have reached the other programs first.
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (over) {
        await new Promise(() => {});
    }
}
