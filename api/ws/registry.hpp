#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "api/ws/session.hpp"

namespace millrace::ws {

// The open sessions of an endpoint, by number.
class Registry {
public:
    // One count for all endpoints, so that a number means one session.
    static SessionId next_id() {
        static std::atomic<SessionId> last{0};
        return ++last;
    }
    void add(SessionId id, const SessionPtr& session) {
        const std::scoped_lock lock(mutex_);
        sessions_.emplace(id, session);
    }
    void remove(SessionId id) {
        const std::scoped_lock lock(mutex_);
        sessions_.erase(id);
    }
    SessionPtr find(SessionId id) const {
        const std::scoped_lock lock(mutex_);
        const auto found = sessions_.find(id);
        return found == sessions_.end() ? nullptr : found->second.lock();
    }
    std::vector<SessionPtr> all() const {
        const std::scoped_lock lock(mutex_);
        std::vector<SessionPtr> open;
        for (const auto& each : sessions_) {
            if (auto session = each.second.lock()) {
                open.push_back(std::move(session));
            }
        }
        return open;
    }

private:
    mutable std::mutex mutex_;
    std::unordered_map<SessionId, std::weak_ptr<Session>> sessions_;
};

}  // namespace millrace::ws
