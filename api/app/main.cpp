#include "api/app/commands.hpp"

int main(int argc, char** argv) {
    return millrace::app::run(argc, argv);
}
