#include "engine/desk/conversation.hpp"
#include "runtime/desk/conversations/conversation_effects.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/ratings/rating.hpp"

namespace millrace::desk {
namespace {

using Answer = Result<std::optional<Signal>>;

Answer rate(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    const RateConversation wanted = from_value<RateConversation>(effect.payload);
    if (wanted.score < 1 || wanted.score > wanted.best) {
        return Error{"rating.malformed", "expected a rating of 1 to " + std::to_string(wanted.best) + " but got " +
                                             std::to_string(wanted.score)};
    }
    work.tx.run(
        "INSERT INTO rating(org, conversation, agent, team, queue, score, best, comment, at)"
        " VALUES($org, $conversation, $agent, $team, $queue, $score, $best, $comment, $now)"
        " ON CONFLICT(org, conversation) DO UPDATE SET score = $score, best = $best, comment = $comment, at = $now",
        {{"org", work.org},
         {"conversation", conversation.id},
         {"agent", conversation.agent},
         {"team", conversation.team},
         {"queue", conversation.queue},
         {"score", wanted.score},
         {"best", wanted.best},
         {"comment", wanted.comment},
         {"now", work.now()}});
    work.publish(event::conversation_changed, staff_topics(conversation),
                 Map{{"conversation_id", to_text(conversation.id)}, {"field", "rating"}});
    return std::optional<Signal>();
}

}  // namespace

store::Migration rating_tables() {
    return {.number = 1730,
            .name = "ratings",
            .statements = {"CREATE TABLE rating(org {id} NOT NULL, conversation {id} NOT NULL, agent {text} NOT NULL,"
                           " team {text} NOT NULL, queue {text} NOT NULL, score {int} NOT NULL, best {int} NOT NULL,"
                           " comment {text} NOT NULL, at {time} NOT NULL, PRIMARY KEY(org, conversation))",
                           "CREATE INDEX rating_by_time ON rating(org, at)"}};
}

std::optional<Rating> find_rating(store::OrgReader reader, ConversationId conversation) {
    const auto row = reader.one(
        "SELECT agent, queue, score, best, comment, at FROM rating WHERE org = $org AND conversation = $conversation",
        {{"conversation", conversation}});
    if (!row) {
        return std::nullopt;
    }
    return Rating{row->get<std::string>("agent"), row->get<std::string>("queue"),   row->integer("score"),
                  row->integer("best"),           row->get<std::string>("comment"), row->time("at")};
}

Value show_ratings(store::OrgReader reader, const Viewer& viewer, Time since) {
    List items;
    for (const store::Row row :
         reader.query("SELECT u.id AS user_id, u.name AS name, count(*) AS ratings,"
                      " CAST(sum(1000 * (r.score - 1) / (r.best - 1)) AS BIGINT) AS total FROM rating r JOIN users u"
                      " ON u.id = r.agent WHERE r.org = $org AND r.at >= $since AND ($all = 1 OR EXISTS(SELECT 1"
                      " FROM team_member mine JOIN team_member his ON his.org = mine.org AND his.team = mine.team"
                      " WHERE mine.org = $org AND mine.user_id = $user AND his.user_id = u.id))"
                      " GROUP BY u.id, u.name ORDER BY u.name, u.id",
                      {{"since", since}, {"all", viewer.sees_all()}, {"user", viewer.user}})) {
        const double mean =
            static_cast<double>(row.integer("total")) / 1000.0 / static_cast<double>(row.integer("ratings"));
        items.push(Map{{"userId", row.text("user_id")},
                       {"name", row.text("name")},
                       {"ratings", row.integer("ratings")},
                       {"mean", mean}});
    }
    return Map{{"items", std::move(items)}};
}

void add_rating_effects(drive::LocalEffects& effects, Feed& feed) {
    add_effect(effects, feed, RateConversation::name, rate);
}

}  // namespace millrace::desk
