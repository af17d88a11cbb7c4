// SPDX-License-Identifier: Apache-2.0
#include "cli/progress/long_work.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace concordat::cli {
namespace {

TEST(LongWork, GoesOnUntilCtrlCAndThenStops) {
  LongWork work{true};
  auto const ask = work.go_on("knox");
  EXPECT_TRUE(ask(1, 10));
  ::raise(SIGINT);
  EXPECT_FALSE(ask(2, 10));
  EXPECT_FALSE(work.tell("knox", 3, 10));
}

TEST(LongWork, IsNotStoppedByACtrlCOfTheWorkBefore) {
  {
    LongWork work{false};
    ::raise(SIGINT);
    EXPECT_FALSE(work.tell("scan", 0, 1));
  }
  LongWork next{false};
  EXPECT_TRUE(next.tell("scan", 0, 0));
}

TEST(LongWork, IsStoppedBySigtermAsByCtrlCAndSaysSoWhereItIsNotAskedAgain) {
  LongWork work{false};
  EXPECT_FALSE(work.is_stopped());
  ::raise(SIGTERM);
  EXPECT_TRUE(work.is_stopped());
  EXPECT_FALSE(work.tell("records", 0, 1));
}

struct Ended {
  int by = 0;             ///< signal; 0 where it ended by itself
  std::string said = {};  ///< on standard error
};
/// How a process ends that does `act`.
Ended end_of(void (*act)()) {
  int pipe[2];
  if (::pipe(pipe) != 0) return {-1};
  auto const child = ::fork();
  if (child == 0) {
    ::dup2(pipe[1], STDERR_FILENO);
    act();
    ::_exit(0);
  }
  ::close(pipe[1]);
  Ended ended;
  char room[4096];
  for (ssize_t got = 0; (got = ::read(pipe[0], room, sizeof room)) > 0;) ended.said.append(room, static_cast<std::size_t>(got));
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ended.by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return ended;
}
int ended_by(void (*act)()) { return end_of(act).by; }

TEST(LongWork, SaysWhatMayStandBeforeTheSecondEndsTheProgram) {
  auto const told = end_of([] {
    LongWork work{false, "Ended at once.\n"};
    ::raise(SIGTERM);
    ::raise(SIGINT);
  });
  EXPECT_EQ(told.by, SIGINT);
  EXPECT_EQ(told.said, "Ended at once.\n");
  auto const once = end_of([] {
    LongWork work{false, "Ended at once.\n"};
    ::raise(SIGTERM);
  });
  EXPECT_EQ(once.by, 0);
  EXPECT_EQ(once.said, "");
}

TEST(LongWork, EndsTheProgramAtTheSecondCtrlCAndAtOneAfterIt) {
  EXPECT_EQ(ended_by([] {
              LongWork work{false};
              ::raise(SIGINT);
              ::raise(SIGINT);
            }),
            SIGINT);
  EXPECT_EQ(ended_by([] {
              { LongWork work{false}; }
              ::raise(SIGINT);
            }),
            SIGINT);
}

}  // namespace
}  // namespace concordat::cli
