// In place of the studio where it was not built: nothing.

#include "api/pages/studio_files.hpp"

namespace millrace::pages {

Studio studio() {
    return {};
}

}  // namespace millrace::pages
