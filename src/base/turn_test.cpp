// SPDX-License-Identifier: Apache-2.0
#include "base/turn.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>


namespace concordat {
namespace {

using namespace std::chrono_literals;

TEST(TurnQueue, LetsOneInAtATimeAndTheNextWhenItIsGivenBack) {
  auto const queue = TurnQueue::make();
  {
    auto const turn = queue->take(0ms);
    ASSERT_TRUE(turn);
    EXPECT_FALSE(queue->take(0ms));
  }
  EXPECT_TRUE(queue->take(0ms));
}

TEST(TurnQueue, ServesThoseWhoWaitInTheirOrder) {
  auto const queue = TurnQueue::make();
  auto turn = queue->take(0ms);
  ASSERT_TRUE(turn);
  std::vector<int> served;  // only by whoever has the turn
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    std::atomic<bool> begun{false};
    threads.emplace_back([&queue, &served, &begun, i] {
      begun = true;
      if (auto const own = queue->take(60s)) served.push_back(i);
    });
    while (!begun) std::this_thread::yield();
    std::this_thread::sleep_for(20ms);  // so that it stands in the queue before the next comes
  }
  turn.reset();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(served, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(TurnQueue, OneThatGoesAwayDoesNotHoldUpTheNext) {
  auto const queue = TurnQueue::make();
  auto turn = queue->take(0ms);
  ASSERT_TRUE(turn);
  std::thread impatient{[&] { EXPECT_FALSE(queue->take(1ms)); }};
  std::atomic<bool> got{false};
  std::thread patient{[&] {
    got = queue->take(60s).has_value();
  }};
  impatient.join();
  turn.reset();
  patient.join();
  EXPECT_TRUE(got);
}

TEST(TurnQueue, IsOneForEveryNameOfAFileAndNoneWhereThereIsNoFile) {
  auto const folder = std::filesystem::temp_directory_path() / ("writer-turn-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "one"} << "x";
  std::ofstream{folder / "two"} << "x";
  std::filesystem::create_symlink(folder / "one", folder / "other-name");
  auto const one = TurnQueue::of_file(folder / "one");
  EXPECT_EQ(one, TurnQueue::of_file(folder / "other-name"));
  EXPECT_NE(one, TurnQueue::of_file(folder / "two"));
  EXPECT_EQ(TurnQueue::of_file(folder / "absent"), nullptr);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace concordat
