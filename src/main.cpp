// The program: everything is in src/app.
#include "app/app.hpp"

int main(int argc, char** argv)
{
    return offlist::app::run(argc, argv);
}
