-- expect: fault error "no global 'coroutine'"
-- coroutine does not exist.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return coroutine
  end,
}
