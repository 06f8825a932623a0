#include "engine/script/words.hpp"

namespace millrace::script {

// In the order of docs/guides/lua.md: name, signature, help, kind.
const std::vector<Word>& words() {
    // clang-format off
    static const std::vector<Word> all = {
        // Reading
        {"ctx.vars", "ctx.vars.NAME",
         "The flow's variables, to read and to write; what is not set is nil, and nil unsets.", "scope"},
        {"ctx.contact", "ctx.contact.NAME", "Who is writing or calling.", "scope"},
        {"ctx.conversation", "ctx.conversation.NAME", "The conversation this run is about.", "scope"},
        {"ctx.channel", "ctx.channel.NAME", "How the customer reached us.", "scope"},
        {"ctx.org", "ctx.org.NAME", "The organisation.", "scope"},
        {"ctx.call", "ctx.call.NAME", "The call this run is about.", "scope"},
        {"ctx.target", "ctx.target.NAME", "The campaign target this run is about.", "scope"},
        {"ctx.event", "ctx.event.NAME", "What woke the run: a signal's payload, or the input of a run that the API started.",
         "scope"},
        {"ctx.node", "ctx.node.ID.NAME", "Outputs of earlier nodes; nil if there are none.", "scope"},
        {"ctx.read", "ctx.read(name, about)",
         "Asks about something else: queue_status, free_agents, calendar, template, or lookup with { table, key }.",
         "function"},
        {"ctx.null", "ctx.null", "JSON's null, which is not nil: it can stand in a table.", "value"},
        {"ctx.list", "ctx.list(items?)", "A list, also where it is empty: {} is an empty map.", "function"},

        // Talking and waiting
        {"ctx.send", "ctx.send(text)", "Sends the customer a message and goes on.", "function"},
        {"ctx.ask", "ctx.ask(text, { within?, options? })",
         "Sends a question and waits for the next message; gives its text, or nil when the time is over.", "function"},
        {"ctx.wait", "ctx.wait(duration)", "Waits for a while, such as \"90s\".", "function"},
        {"ctx.wait_for_event", "ctx.wait_for_event(name, { key?, within? })",
         "Waits for an event and gives its payload, or nil when the time is over.", "function"},
        {"ctx.wait_for", "ctx.wait_for(signals, { within?, holding?, asking?, newer? })",
         "Waits for any of several signals and gives the one that came: its name, and the members of its payload.",
         "function"},
        {"ctx.http.get", "ctx.http.get(url, { headers?, timeout?, attempts?, save? })",
         "Calls a URL; gives status, json, body, headers, and error where there was no reply.", "function"},
        {"ctx.http.post", "ctx.http.post(url, { json?, body?, headers?, timeout?, attempts?, save? })",
         "The same with POST and a body.", "function"},
        {"ctx.http.put", "ctx.http.put(url, { json?, body?, headers?, timeout?, attempts?, save? })",
         "The same with PUT and a body.", "function"},
        {"ctx.http.patch", "ctx.http.patch(url, { json?, body?, headers?, timeout?, attempts?, save? })",
         "The same with PATCH and a body.", "function"},
        {"ctx.http.delete", "ctx.http.delete(url, { json?, body?, headers?, timeout?, attempts?, save? })",
         "The same with DELETE.", "function"},

        // Orders to the world
        {"ctx.emit", "ctx.emit(event, payload?, { key? })", "Tells others that something happened.", "function"},
        {"ctx.effect", "ctx.effect(name, payload?)",
         "Any other order, such as conversation.tag, conversation.note or flow.start.", "function"},
        {"ctx.log", "ctx.log(…)", "Writes a line to the server's log.", "function"},

        // Time and chance
        {"ctx.now", "ctx.now()", "Now, as text: 2026-01-05T09:00:00Z.", "function"},
        {"ctx.seconds", "ctx.seconds(time)", "The seconds since 1970 of a time, to reckon with.", "function"},
        {"ctx.time", "ctx.time(seconds)", "The time of so many seconds since 1970, as text.", "function"},
        {"ctx.random", "ctx.random(low?, high?)",
         "A number from 0 to 1, a whole one from 1 to n, or from low to high; the same when the script runs again.",
         "function"},
        {"ctx.id", "ctx.id()", "An id of 13 letters; the same when the script runs again.", "function"},

        // The answering form, enter and resume
        {"ctx.leave_by", "ctx.leave_by(output, outputs?)",
         "To be returned: goes on by an output; later nodes read what is given as node.ID.NAME.", "function"},
        {"ctx.fail", "ctx.fail(code, text)", "To be returned: raises an incident for a person.", "function"},
        {"ctx.memory", "ctx.memory.NAME", "A table that lasts from one answer to the next; not in scripts that run straight.",
         "scope"},
    };
    // clang-format on
    return all;
}

}  // namespace millrace::script
