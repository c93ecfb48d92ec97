-- expect: fault steps
-- lib slow: while true do end
-- The loop stands in a file that the exercise needs.
require "lib.slow"
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
