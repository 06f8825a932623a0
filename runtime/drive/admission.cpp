#include "runtime/drive/admission.hpp"

#include <algorithm>

namespace millrace::drive {

Admission::Verdict Admission::enter(OrgId org, schedule::Class urgency) {
    const std::lock_guard lock(mutex_);
    if (live_ + others_ >= options_.room_max) {
        return Verdict::full;
    }
    if (urgency != schedule::Class::live) {
        if (others_ >= room_) {
            return Verdict::full;
        }
        // Shares count when half of the room is gone: before that nobody takes anything from anybody.
        const auto found = of_org_.find(org);
        const std::size_t its = found == of_org_.end() ? 0 : found->second;
        const std::size_t orgs = of_org_.size() + (found == of_org_.end() ? 1 : 0);
        if (others_ >= room_ / 2 && orgs > 1 && its >= room_ / orgs) {
            return Verdict::over_share;
        }
    }
    count(org, urgency);
    return Verdict::welcome;
}

void Admission::enter_always(OrgId org, schedule::Class urgency) {
    const std::lock_guard lock(mutex_);
    count(org, urgency);
}

void Admission::count(OrgId org, schedule::Class urgency) {
    if (urgency == schedule::Class::live) {
        ++live_;
        return;
    }
    ++others_;
    ++of_org_[org];
}

void Admission::leave(OrgId org, schedule::Class urgency) {
    const std::lock_guard lock(mutex_);
    if (urgency == schedule::Class::live) {
        --live_;
        return;
    }
    --others_;
    if (const auto found = of_org_.find(org); --found->second == 0) {
        of_org_.erase(found);
    }
}

void Admission::durable_after(Duration took, Time now) {
    const std::lock_guard lock(mutex_);
    if (now < next_) {
        return;
    }
    next_ = now + options_.adjusted_every;
    if (took > options_.durable_within) {
        next_ = now + std::min(took, seconds(1));  // what comes until then was let in before
        room_ = std::max(options_.room_min, std::min(room_, others_) * 4 / 5);
    } else if (others_ >= room_ - room_ / 8) {
        room_ += room_ / 16 + 1;
    } else if (live_ + others_ < room_ / 8) {
        room_ += room_ / 4 + 1;  // a quiet house forgets what it learned from a crowd
    }
    room_ = std::min(room_, others_max());
}

std::size_t Admission::inside() const {
    const std::lock_guard lock(mutex_);
    return live_ + others_;
}

std::size_t Admission::room() const {
    const std::lock_guard lock(mutex_);
    return room_;
}

}  // namespace millrace::drive
