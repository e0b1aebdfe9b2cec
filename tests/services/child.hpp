// child.hpp: a worker, or a whole busy service, in a process of its own that can be killed or stopped.
//
// The process is this test program again, with one of its disabled tests (child.cpp). For one thread.
#pragma once
#include <sys/types.h>

#include <map>
#include <string>

namespace offlist {

class child {
public:
    /// `what`: works_once or works_until_killed; `with` becomes its environment, beside ours.
    child(const std::string& what, const std::map<std::string, std::string>& with);
    ~child();
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    /// Reads a line that it printed. False: it printed no more.
    bool read_line(std::string& line);
    void signal(int which) const;
    /// Until it has stopped (SIGSTOP). False: it ended instead.
    bool wait_until_stopped();
    /// Until it has ended: its status as of waitpid(2).
    int wait();

private:
    pid_t pid_ = -1;
    int output_ = -1;
    std::string unread_;
};

}  // namespace offlist
