#include <cli/program.hpp>

// The program; everything is in src/cli and the rooms below it.

int main(int argc, char** argv)
{
    return offlist::cli::run(argc, argv);
}
