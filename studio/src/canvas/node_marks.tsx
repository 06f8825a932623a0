import { words } from '@/words';
import type { NodeMark } from './overlay';
import classes from './node_marks.module.css';

/** What the overlay says about a node: figures at its foot, never colour alone. */
export function NodeMarks({ mark }: { mark: NodeMark }) {
    const { count, waiting, errors, figures, diff, breakpoint } = mark;
    return (
        <>
            <div className={classes.marks}>
                {diff && (
                    <span className={classes.mark} data-kind={diff}>
                        {words.designer.differences[diff]}
                    </span>
                )}
                {waiting !== undefined && waiting > 0 && (
                    <span className={classes.mark} data-kind="waiting">
                        {words.designer.waiting(waiting)}
                    </span>
                )}
                {errors !== undefined && errors > 0 && (
                    <span className={classes.mark} data-kind="errors">
                        {words.designer.failed(errors)}
                    </span>
                )}
                {count !== undefined && (
                    <span className={classes.mark} data-kind="count">
                        {words.designer.entered(count)}
                    </span>
                )}
                {mark.covered === false && (
                    <span className={classes.mark} data-kind="errors">
                        {words.designer.notCovered}
                    </span>
                )}
                {figures && <span className={classes.figures}>{figures}</span>}
            </div>
            {breakpoint && <span className={classes.breakpoint} title={words.designer.breakpoint} />}
        </>
    );
}
