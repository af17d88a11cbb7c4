// SPDX-License-Identifier: Apache-2.0
#include "http/server/worker_pool.h"

#include <algorithm>
#include <utility>

namespace concordat::http {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue) : queue_{queue} {
  for (std::size_t number = 0; number < std::max<std::size_t>(1, threads); ++number)
    threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

bool WorkerPool::submit(Job job) {
  return submit_below(std::move(job), queue_);
}

bool WorkerPool::submit_if_quiet(Job job) {
  return submit_below(std::move(job), std::max<std::size_t>(1, queue_ / 4));
}

bool WorkerPool::submit_below(Job job, std::size_t most) {
  {
    std::lock_guard const lock{mutex_};
    if (stopping_ || jobs_.size() >= most) return false;
    jobs_.push_back(std::move(job));
  }
  something_.notify_one();
  return true;
}

void WorkerPool::stop() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  something_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock{mutex_};
      something_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace concordat::http
