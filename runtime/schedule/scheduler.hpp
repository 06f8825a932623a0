#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace millrace::schedule {

// Who waits for the work: a customer on the line, everybody else, nobody in particular.
enum class Class { live, normal, bulk };

// Where a task stands: in the line of its class, and there in turn with the tasks of others.
struct Place {
    Place(Class urgency_, std::uint64_t whose_ = 0) : urgency(urgency_), whose(whose_) {}
    Class urgency;
    std::uint64_t whose;  // an org; 0: nobody's in particular
};

using Task = std::function<void()>;

// Where work runs. Tasks never block; what must (a read, a name look-up, a password's hash) goes to the blocking pool.
// A task that throws ends the process: whoever posts catches what he expects.
class Scheduler {
public:
    virtual ~Scheduler() = default;

    // Live work first, bulk at least one task in twenty; within a class each org in turn. False when that queue is
    // full: the work was not taken.
    virtual bool post(Place place, Task task) = 0;
    // Work that must not be refused, because it finishes what has begun: the completion of a commit, an answer.
    virtual void post_always(Place place, Task task) = 0;
    virtual void post_blocking(Task task) = 0;

    struct Figures {
        std::size_t live = 0, normal = 0, bulk = 0;  // waiting
        std::size_t blocking = 0;
    };
    virtual Figures figures() const = 0;
    // Runs what was posted to its end and refuses more. Nothing posts after this.
    virtual void stop() = 0;
};

struct SchedulerOptions {
    int threads = 0;  // 0: as many as there are cores
    int blocking_threads = 4;
    std::size_t queue_max = 20'000;  // of each class
};

// On oneTBB, or on plain threads where the build says so (the thread sanitizer does not know oneTBB's own ways).
std::unique_ptr<Scheduler> make_scheduler(SchedulerOptions options);

}  // namespace millrace::schedule
