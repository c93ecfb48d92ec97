-- expect: fault error "being loaded already"
-- lib one: return require "lib.one"
-- A file that needs itself.
require "lib.one"
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
