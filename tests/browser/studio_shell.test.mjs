// The studio's frame: who comes in, what he sees of it, how he finds his way, and what happens when the server is away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MailServer } from '../wire/support/mail_server.mjs';
import { Admin, accessible, picture, themes } from './support/admin.mjs';
import { Stage, eventually } from './support/browser.mjs';
import { password } from './support/server.mjs';

let mail;
let stage;
before(async () => {
    mail = await MailServer.start();
    stage = await Stage.open({ options: ['--mail', mail.url] });
});
after(async () => {
    await stage?.close();
    await mail?.stop();
});

const flowScreens = ['/flows', '/flows/triage', '/flows/triage/versions', '/flows/triage/compare', '/templates', '/runs',
    '/runs/0000000000000', '/node-types', '/health'];

test('a wrong password is refused with a word, a right one opens the flows, and logging out means out', async () => {
    const admin = new Admin(await stage.page(), stage.server);
    await admin.opens('/');
    await admin.page.getByLabel('E-mail').fill('admin@demo.test');
    await admin.page.getByLabel('Password', { exact: true }).fill('not-the-password');
    await admin.page.getByLabel('Password', { exact: true }).press('Enter');
    await admin.isTold('E-mail and password do not fit together.');
    await admin.logsIn();
    await admin.sees('Flows');
    await admin.page.getByRole('link', { name: 'Inbound triage' }).waitFor();

    await admin.logsOut();
    await admin.opens('/flows');
    await admin.page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
    assert.equal(await admin.page.getByText('Inbound triage').count(), 0);
});

test('who comes by a deep link logs in and is where the link leads', async () => {
    const admin = new Admin(await stage.page(), stage.server);
    await admin.opens('/profile');
    await admin.logsIn();
    await admin.sees('Profile');
    assert.equal(new URL(admin.page.url()).pathname, '/profile');
});

test('the studio and the desk share a login', async () => {
    const admin = await Admin.enters(stage, { email: 'agent1@demo.test' });
    await admin.page.getByRole('link', { name: 'Desk', exact: true }).click();
    await admin.page.locator('#desk').waitFor();
});

test('NAV-1 NAV-2 NAV-4 AUTH-8 the sidebar has what the role may see, and a deep link to the rest is refused by name', async () => {
    const admin = await Admin.enters(stage);
    await admin.sees('Flows');
    const all = await admin.rooms.allTextContents();
    for (const room of ['Flows', 'Templates', 'Runs', 'Node types']) {
        assert.ok(all.includes(room), room);
    }
    for (const email of ['agent1@demo.test', 'supervisor@demo.test']) {
        const person = await Admin.enters(stage, { email });
        await person.page.getByText('In the studio admins draw, test and publish flows.').waitFor();
        assert.deepEqual(await person.rooms.allTextContents(), ['Home', 'Desk', 'Chat, as a customer', 'API']);
        const asked = [];
        person.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
        for (const path of flowScreens) {
            await person.opens(path);
            await person.sees('Not allowed');
            await person.page.getByText(/This screen needs the right (flow|run|node_type|system)\.read/).waitFor();
        }
        await person.page.keyboard.press('Control+k');
        await person.palette.fill('triage');
        await person.isTold('Nothing is called “triage”.');
        assert.deepEqual(asked.filter((path) => /^\/api\/(flows|flow-templates|runs|node-types|health)/.test(path)), []);
    }
});

test('an address that is nothing says so, and shows the way back', async () => {
    const admin = await Admin.enters(stage, { path: '/flows/triage/nonsense' });
    await admin.sees('There is nothing here');
    await admin.page.getByRole('link', { name: 'To the start' }).click();
    await admin.sees('Flows');
});

test('the theme follows the system until somebody chooses, and the choice stays', async () => {
    const admin = await Admin.enters(stage, { path: '/profile', colorScheme: 'dark' });
    const scheme = () => admin.page.locator('html').getAttribute('data-mantine-color-scheme');
    await eventually(scheme, 'dark', 'the system is dark');
    await admin.page.getByText('Light', { exact: true }).click();
    await eventually(scheme, 'light', 'light is chosen');
    await admin.page.reload();
    await admin.sees('Profile');
    assert.equal(await scheme(), 'light');
    await admin.page.getByText('System', { exact: true }).click();
    await eventually(scheme, 'dark', 'the system again');
});

test('a lost connection is said, nothing typed is lost, and it comes back by itself', async () => {
    const admin = await Admin.enters(stage, { path: '/flows' });
    await admin.page.getByRole('link', { name: 'Inbound triage' }).waitFor();
    await eventually(() => admin.connection.getAttribute('aria-label'), 'Connected', 'the socket is open');
    await admin.page.getByRole('button', { name: 'New flow' }).click();
    await admin.page.getByLabel('Title').fill('Half a flow');
    await stage.server.kill();
    await admin.isTold('The connection to the server is lost.');
    assert.equal(await admin.page.getByLabel('Title').inputValue(), 'Half a flow');
    await admin.page.getByRole('button', { name: 'Create' }).click();
    await admin.isTold('The server cannot be reached.');
    await stage.server.up();
    await admin.page.getByText('The connection to the server is lost.').waitFor({ state: 'hidden' });
    await eventually(() => admin.page.locator('[role=status][aria-label="Connected"]').count(), 1, 'it is back');
    await admin.page.getByRole('button', { name: 'Create' }).click();
    await admin.page.waitForURL('**/flows/half_a_flow');
});

test('a session that is over asks for the password where one is, and what was typed is still there', async () => {
    const admin = await Admin.enters(stage, { path: '/flows' });
    await admin.page.getByRole('button', { name: 'New flow' }).click();
    await admin.page.getByLabel('Title').fill('Written before');
    const { body } = await admin.calls('GET', '/api/auth/sessions');
    const elsewhere = await stage.server.call('POST', '/api/auth/login', { body: { email: admin.email, password } });
    const mine = body.items.find((session) => session.this);
    await stage.server.call('DELETE', `/api/auth/sessions/${mine.id}`, { token: elsewhere.body.token });
    await admin.page.getByRole('heading', { name: 'Your session is over' }).waitFor();
    assert.equal(await admin.page.getByLabel('E-mail').inputValue(), 'admin@demo.test');
    await admin.page.getByLabel('Password', { exact: true }).fill(password);
    await admin.page.getByRole('button', { name: 'Log in', exact: true }).click();
    await admin.page.getByRole('heading', { name: 'Your session is over' }).waitFor({ state: 'hidden' });
    assert.equal(await admin.page.getByLabel('Title').inputValue(), 'Written before');
});

test('with the keyboard alone one goes to a flow and to a screen, and sees which keys there are', async () => {
    const admin = await Admin.enters(stage);
    await admin.sees('Flows');
    await admin.commands('inb tri');
    await admin.page.waitForURL('**/flows/triage');
    await admin.commands('profile');
    await admin.sees('Profile');
    await admin.commands('templ');
    await admin.sees('Templates');
    await admin.page.keyboard.press('Control+k');
    await admin.palette.fill('flow');
    await admin.page.keyboard.press('ArrowDown');
    await admin.page.keyboard.press('ArrowUp');
    await admin.page.keyboard.press('Escape');
    await admin.palette.waitFor({ state: 'hidden' });
    await admin.page.keyboard.press('?');
    await admin.page.getByRole('dialog', { name: 'Keys' }).getByText('Commands, screens and flows').waitFor();
    await admin.page.keyboard.press('Escape');
    await admin.page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });

    await admin.opens('/flows');
    await admin.sees('Flows');
    await admin.page.keyboard.press('Tab');
    assert.equal(await admin.page.evaluate(() => document.activeElement.textContent), 'Skip to the page');
});

test('NAV-7 AUTH-7 on his profile one changes his name and password, and ends sessions elsewhere', async () => {
    const { body } = await stage.server.call('POST', '/api/auth/login', { body: { email: 'admin@demo.test', password } });
    const added = await stage.server.call('POST', '/api/users', { token: body.token,
        body: { email: 'pia@demo.test', name: 'Pia', password, teams: ['sales'] } });
    assert.equal(added.status, 201);
    const pia = await Admin.enters(stage, { email: 'pia@demo.test', path: '/profile' });
    await stage.server.call('POST', '/api/auth/login', { body: { email: 'pia@demo.test', password } });
    await pia.page.reload();
    await pia.page.getByLabel('Name').fill('Pia Profile');
    await pia.page.getByRole('button', { name: 'Save' }).click();
    await pia.sidebar.getByText('Pia Profile').waitFor();

    await pia.page.getByRole('button', { name: /^End the session/ }).click();
    await eventually(() => pia.page.getByRole('button', { name: /^End the session/ }).count(), 0, 'the other one is over');

    await pia.page.getByLabel('Present password').fill(password);
    await pia.page.getByLabel('New password', { exact: true }).fill('another-one-4711');
    await pia.page.getByLabel('New password once more').fill('not-the-same-4711');
    await pia.page.getByRole('button', { name: 'Change it' }).click();
    await pia.isTold('The two are not the same.');
    await pia.page.getByLabel('New password once more').fill('another-one-4711');
    await pia.page.getByRole('button', { name: 'Change it' }).click();
    await pia.isTold('Your password is changed.');
    await pia.logsOut();
    await pia.logsIn('another-one-4711');
});

test('AUTH-5 who forgot his password asks for a link at the studio\'s login, and chooses another', async () => {
    const page = await stage.page();
    await page.goto(stage.server.url);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail').fill('agent2@demo.test');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('If there is an account for agent2@demo.test, a link is on its way.').waitFor();
    await eventually(() => mail.to('agent2@demo.test').length, 1, 'the letter');
    await page.goto(mail.to('agent2@demo.test')[0].text.match(/http:\S+/)[0]);
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
});

for (const colorScheme of themes) {
    test(`axe finds nothing serious on any of these screens, in ${colorScheme}`, async () => {
        const visitor = await stage.page({ colorScheme });
        for (const [path, sign] of [['/', 'Who may log in'], ['/forgot', 'Send the link']]) {
            await visitor.goto(stage.server.url + path);
            await visitor.getByText(sign).first().waitFor();
            await accessible(visitor);
            await picture(visitor, `${path === '/' ? 'login' : 'forgot'}-${colorScheme}`);
        }
        const agent = await Admin.enters(stage, { email: 'agent1@demo.test', colorScheme });
        await agent.page.getByText('In the studio admins draw').waitFor();
        await accessible(agent.page, 'home');
        await agent.opens('/flows');
        await agent.sees('Not allowed');
        await accessible(agent.page, 'not allowed');

        const admin = await Admin.enters(stage, { colorScheme });
        await admin.page.getByRole('link', { name: 'Inbound triage' }).waitFor();
        await accessible(admin.page);
        await picture(admin.page, `flows-${colorScheme}`);
        await admin.page.keyboard.press('Control+k');
        await admin.page.getByRole('option').first().waitFor();
        await accessible(admin.page, 'palette');
        await picture(admin.page, `commands-${colorScheme}`);
        await admin.page.keyboard.press('Escape');
        await admin.page.getByRole('button', { name: 'New flow' }).click();
        await admin.page.getByLabel('Title').fill('Lost luggage?');
        await accessible(admin.page, 'new flow');
        await picture(admin.page, `new-flow-${colorScheme}`);
        await admin.page.keyboard.press('Escape');
        await admin.page.getByRole('button', { name: 'Import' }).click();
        await admin.page.getByLabel('Or paste it here').fill('{"format":"millrace.flow/1","key":"k","title":"K","nodes":{}}');
        await admin.isTold(/\d+ errors?, \d+ warnings?\./);
        await accessible(admin.page, 'import');
        await picture(admin.page, `import-${colorScheme}`);
        await admin.page.keyboard.press('Escape');
        await admin.menu.click();
        await admin.page.getByRole('menuitem', { name: 'Profile' }).waitFor();
        await accessible(admin.page, 'menu');
        await admin.page.getByRole('menuitem', { name: 'Profile' }).click();
        await admin.sees('Profile');
        await admin.page.getByText('This browser').waitFor();
        await accessible(admin.page);
        await picture(admin.page, `profile-${colorScheme}`);
        await admin.opens('/flows/a/b/c');
        await admin.sees('There is nothing here');
        await accessible(admin.page, 'nothing here');
    });
}
