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

/// What a process ends of that does `act`; 0 where it ends by itself.
int ended_by(void (*act)()) {
  auto const child = ::fork();
  if (child == 0) {
    act();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
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
