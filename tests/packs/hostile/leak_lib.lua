-- expect: ok score=1
-- answer: a=secret
-- lib box: return {}
-- Nor does a table of a file that it needs.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local box = require "lib.box"
    local was = box.seen
    box.seen = a.a
    return parts { a = { was == nil } }
  end,
}
