
#include <cli/program.hpp>

// The program: everything is in src/app.

int main(int argc, char** argv)
{
    return offlist::cli::run(argc, argv);
}
