// Which address is which screen, and which rights it needs.

import { Suspense, type ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Loading } from '@/ui';
import { ErrorBoundary } from './error_boundary';
import { ForbiddenPage, NotFoundPage } from './dead_ends';
import { Home } from './home';
import { rights, type Screen } from './rights';
import * as rooms from './rooms';
import { may, useSession } from './session';

/** Shows the screen to who may see it; others learn which right is missing. */
function Needs({ screen, children }: { screen: Screen; children: ReactNode }) {
    const { user } = useSession();
    const missing = rights[screen].find((right) => !may(user, right));
    return missing ? <ForbiddenPage right={missing} /> : children;
}

export function Routes() {
    const [path] = useLocation();
    return (
        <ErrorBoundary key={path}>
            <Suspense fallback={<Loading />}>
                <Switch>
                    <Route path="/">
                        <Home />
                    </Route>
                    <Route path="/flows">
                        <Needs screen="flows">
                            <rooms.FlowsRoom />
                        </Needs>
                    </Route>
                    <Route path="/flows/:key">
                        {({ key }) => (
                            <Needs screen="flows">
                                <rooms.DesignerRoom flowKey={key} />
                            </Needs>
                        )}
                    </Route>
                    <Route path="/flows/:key/versions">
                        {({ key }) => (
                            <Needs screen="flows">
                                <rooms.VersionsRoom flowKey={key} />
                            </Needs>
                        )}
                    </Route>
                    <Route path="/flows/:key/compare">
                        {({ key }) => (
                            <Needs screen="flows">
                                <rooms.CompareRoom flowKey={key} />
                            </Needs>
                        )}
                    </Route>
                    <Route path="/templates">
                        <Needs screen="templates">
                            <rooms.GalleryRoom />
                        </Needs>
                    </Route>
                    <Route path="/runs">
                        <Needs screen="runs">
                            <rooms.RunsRoom />
                        </Needs>
                    </Route>
                    <Route path="/runs/:id">
                        {({ id }) => (
                            <Needs screen="runs">
                                <rooms.RunRoom runId={id} />
                            </Needs>
                        )}
                    </Route>
                    <Route path="/node-types">
                        <Needs screen="nodeTypes">
                            <rooms.NodeTypesRoom />
                        </Needs>
                    </Route>
                    <Route path="/node-types/:type">
                        {({ type }) => (
                            <Needs screen="nodeTypes">
                                <rooms.NodeTypeRoom type={decodeURIComponent(type)} />
                            </Needs>
                        )}
                    </Route>
                    <Route path="/health">
                        <Needs screen="health">
                            <rooms.HealthRoom />
                        </Needs>
                    </Route>
                    <Route path="/profile">
                        <rooms.ProfilePage />
                    </Route>
                    <Route path="/login">
                        <Redirect to="/" replace />
                    </Route>
                    <Route path="/forgot">
                        <Redirect to="/" replace />
                    </Route>
                    <Route>
                        <NotFoundPage />
                    </Route>
                </Switch>
            </Suspense>
        </ErrorBoundary>
    );
}
