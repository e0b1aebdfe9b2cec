// scenario.hpp: weeks of the monitor told as text, one event or expectation a line, in virtual time.
//
//   resolver ADDRESS:PORT                     (before anything else; one is there unless said)
//   set interval 6h                           or listed_interval, confirm_after, confirm_answers, confirm_of
//   list ID [per_second N] [per_day N]
//   subjects 45.83.12.0/28 [of ACCOUNT]       while it runs: told to the monitor, as the daemon does
//   removed 45.83.12.3
//   start | stop | crash                      crash: nothing is finished, nothing written
//   ID lists SUBJECT[,SUBJECT…] | ID clears SUBJECT[,…]
//   ID flaps SUBJECT every 7m                 listed and not, in turn
//   ID answers normally | silence | everything | nothing | REFUSED
//   ID retires                                the configuration is read again, without it
//   network down | up
//   clock forward 365d | back 365d            somebody sets the calendar
//   store refuses | works
//   staff releases | dismisses                the mass change that waits
//   advance 7h
//   forget                                    the questions asked so far
//   expect …                                  see unmet() in scenario.cpp
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace offlist::test {

/// What was not as expected, each with its line; a line that means nothing too.
[[nodiscard]] std::vector<std::string> run_monitor_scenario(const std::filesystem::path& file);

}  // namespace offlist::test
