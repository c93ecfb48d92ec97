-- expect: fault error "the pack has no 'os'"
-- require reaches the pack's own files only.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return require "os"
  end,
}
